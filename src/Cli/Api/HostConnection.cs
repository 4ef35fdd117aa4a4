using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VideoPipeline.Cli.Api;

/// <summary>Calls the host's HTTP API; what is safe to send again is sent again when the host does not answer.</summary>
internal sealed class HostConnection(HttpClient http, Uri address, string? key, TimeProvider time, Action<string> remark, Patience patience)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public Uri Address => address;

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        DocumentAsync(() => Request(HttpMethod.Get, path), patience.Read, cancellationToken);

    public Task<JsonElement> DeleteAsync(string path, CancellationToken cancellationToken) =>
        DocumentAsync(() => Request(HttpMethod.Delete, path), patience.Read, cancellationToken);

    /// <summary>A POST that starts nothing when it is repeated.</summary>
    public Task<JsonElement> AskAsync(string path, JsonNode body, CancellationToken cancellationToken) =>
        DocumentAsync(() => Post(path, Json(body), null), patience.Read, cancellationToken);

    /// <summary>A POST that must not be repeated, because the host could not tell the second from the first.</summary>
    public Task<JsonElement> PostOnceAsync(
        string path, JsonNode? body, CancellationToken cancellationToken, params IEnumerable<(string Name, string? Value)> headers) =>
        DocumentAsync(() => With(Post(path, body is null ? null : Json(body), null), headers), Patience.None, cancellationToken);

    /// <summary>A POST under an Idempotency-Key, repeated with that same key until the host answers.</summary>
    public Task<JsonElement> PostAsync(
        string path, Func<HttpContent> content, string idempotencyKey, CancellationToken cancellationToken) =>
        DocumentAsync(() => Post(path, content(), idempotencyKey), patience.Write, cancellationToken);

    /// <summary>The answer as it came, redirects and all; the caller disposes it. Refusals are thrown.</summary>
    public Task<HttpResponseMessage> GetRawAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(() => Request(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead, patience.Read, cancellationToken);

    /// <summary>Asks once; whatever the host answers is an answer. The caller disposes it.</summary>
    public async Task<HttpResponseMessage> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        var (answer, fault) = await TryAsync(
            () => Request(HttpMethod.Get, path), HttpCompletionOption.ResponseContentRead, cancellationToken);
        return answer ?? throw new HostUnreachableException($"The host at {address} does not answer: {fault}");
    }

    public static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private static HttpRequestMessage With(HttpRequestMessage request, IEnumerable<(string Name, string? Value)> headers)
    {
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            request.Headers.Add(name, value);
        }

        return request;
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(address, path));
        if (key is not null)
        {
            request.Headers.Add("x-functions-key", key);
        }

        return request;
    }

    private HttpRequestMessage Post(string path, HttpContent? content, string? idempotencyKey)
    {
        var request = Request(HttpMethod.Post, path);
        request.Content = content;
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return request;
    }

    private async Task<JsonElement> DocumentAsync(
        Func<HttpRequestMessage> create, IReadOnlyList<TimeSpan> pauses, CancellationToken cancellationToken)
    {
        // Read whole within the attempt, so that an answer that breaks off counts as none.
        using var response = await SendAsync(create, HttpCompletionOption.ResponseContentRead, pauses, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            return JsonElement.Parse(string.IsNullOrWhiteSpace(text) ? "{}" : text);
        }
        catch (JsonException)
        {
            throw new HostUnreachableException($"{address} answered, but not as this product's host does. Is --url right?");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> create, HttpCompletionOption completion, IReadOnlyList<TimeSpan> pauses, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var mayRepeat = attempt < pauses.Count;
            var (response, fault) = await TryAsync(create, completion, cancellationToken);
            if (response is not null && !(mayRepeat && IsPassing(response.StatusCode)))
            {
                return await RefuseUnlessGoodAsync(response, cancellationToken);
            }

            if (!mayRepeat)
            {
                throw new HostUnreachableException($"The host at {address} does not answer: {fault}");
            }

            var pause = RetryAfter(response) ?? pauses[attempt];
            remark($"{fault ?? $"The host answered {(int)response!.StatusCode}"}; trying again in {pause.TotalSeconds:0.##} s.");
            response?.Dispose();
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<(HttpResponseMessage? Response, string? Fault)> TryAsync(
        Func<HttpRequestMessage> create, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        try
        {
            using var request = create();
            return (await http.SendAsync(request, completion, cancellationToken), null);
        }
        catch (HttpRequestException fault)
        {
            return (null, fault.InnerException?.Message ?? fault.Message);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "the answer took too long");
        }
    }

    private bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout
        || (patience.AfterFailures && status is HttpStatusCode.InternalServerError);

    private TimeSpan? RetryAfter(HttpResponseMessage? response)
    {
        var header = response?.Headers.RetryAfter;
        var pause = header?.Delta ?? header?.Date - time.GetUtcNow();
        return pause is null ? null : TimeSpan.FromTicks(Math.Clamp(pause.Value.Ticks, 0, LongestPause.Ticks));
    }

    private static async Task<HttpResponseMessage> RefuseUnlessGoodAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode < 400)
        {
            return response;
        }

        using (response)
        {
            throw new HostRefusedException(await Problem.ReadAsync(response, cancellationToken));
        }
    }
}
