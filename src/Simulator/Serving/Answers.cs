using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using VideoPipeline.Simulator.Faults;

namespace VideoPipeline.Simulator.Serving;

/// <summary>How answers are written, and the bad ones that faults ask for.</summary>
internal static class Answers
{
    // As a timer, because a clock that is not the system's cannot see a wait without an end.
    private static readonly TimeSpan LongestHang = TimeSpan.FromDays(1);

    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonObject ToJson<T>(T body) => JsonSerializer.SerializeToNode(body, Json)!.AsObject();

    public static Task WriteAsync(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString(Json), http.RequestAborted);
    }

    /// <summary>The body as gateways on the way have been seen to hand it on, though nobody asked them to.</summary>
    public static async Task WritePackedAsync(HttpContext http, JsonObject body, string manner)
    {
        var json = body.ToJsonString(Json);
        var utf8 = Encoding.UTF8.GetBytes(json);
        var (type, bytes) = manner switch
        {
            "bom" => ("application/json", [.. Encoding.UTF8.Preamble, .. utf8]),
            "utf-16" => ("application/json; charset=utf-16", Encoding.Unicode.GetBytes(json)),
            "spaces" => ("application/json", Encoding.UTF8.GetBytes($"\r\n  {json}\n\n")),
            "text" => ("application/json", Encoding.UTF8.GetBytes($"{json}\n<!-- served by gateway 7 -->")),
            "nan" => ("application/json", Encoding.UTF8.GetBytes($"{{\"score\": NaN, {json[1..]}")),
            _ => ("application/json", utf8),
        };
        http.Response.ContentType = type;
        Func<Stream, Stream>? packed = manner switch
        {
            "gzip" => to => new GZipStream(to, CompressionLevel.Fastest),
            "deflate" => to => new ZLibStream(to, CompressionLevel.Fastest),
            "br" => to => new BrotliStream(to, CompressionLevel.Fastest),
            _ => null,
        };
        if (packed is null)
        {
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
            return;
        }

        http.Response.Headers.ContentEncoding = manner;
        using var buffer = new MemoryStream();
        using (var stream = packed(buffer))
        {
            stream.Write(bytes);
        }

        await http.Response.Body.WriteAsync(buffer.ToArray(), http.RequestAborted).ConfigureAwait(false);
    }

    public static Task RefuseAsync(HttpContext http, IDialect dialect, Refusal refusal) =>
        WriteAsync(http, refusal.Status, dialect.Error(refusal));

    public static Task WriteUnreadableAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync("<html><body>upstream connect error</body></html>", http.RequestAborted);
    }

    public static void Redirect(HttpContext http, Fault fault)
    {
        http.Response.StatusCode = fault.Status == 0 ? StatusCodes.Status302Found : fault.Status;
        http.Response.Headers.Location = fault.Text("to");
    }

    public static void RetryAfter(HttpContext http, int seconds)
    {
        if (seconds > 0)
        {
            http.Response.Headers.RetryAfter = $"{seconds}";
        }
    }

    public static Task RefuseForNowAsync(HttpContext http, IDialect dialect, Fault fault)
    {
        RetryAfter(http, fault.RetryAfter);
        return RefuseAsync(http, dialect, new Refusal(429, RefusalKind.RateLimited, "Too many requests"));
    }

    public static Task FailAsync(HttpContext http, IDialect dialect, int status) =>
        RefuseAsync(http, dialect, new Refusal(status, RefusalKind.ServerError, "The server had an error"));

    /// <summary>Cuts the connection without an answer.</summary>
    public static Task ResetAsync(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Gives no answer for the time of the fault, a day if it names none, or until the caller or the simulator goes away.</summary>
    public static async Task HangAsync(HttpContext http, Fault fault)
    {
        var services = http.RequestServices;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var wait = fault.Seconds == TimeSpan.Zero ? LongestHang : fault.Seconds;
        await Task.Delay(wait, services.GetRequiredService<TimeProvider>(), gone.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.Abort();
    }

    /// <summary>The envelope that some resellers put around the documented body.</summary>
    public static JsonObject Wrap(JsonObject body, string taskId, string status) => new()
    {
        ["code"] = "success",
        ["message"] = "",
        ["data"] = new JsonObject { ["task_id"] = taskId, ["status"] = status, ["data"] = body },
    };
}
