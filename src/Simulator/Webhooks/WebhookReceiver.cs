using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using VideoPipeline.Simulator.Serving;

namespace VideoPipeline.Simulator.Webhooks;

/// <summary>Somebody who waits for webhooks: takes what comes to <c>/webhooks</c>, checks its signature, and shows it at <c>/admin/webhooks</c>.</summary>
internal sealed class WebhookReceiver(IOptions<SimulatorOptions> options, TimeProvider time)
{
    private const int MostKept = 1000;
    private const int MaxBody = 1024 * 1024;
    private const string SecretPrefix = "whsec_";

    private readonly ConcurrentQueue<WebhookReceived> _received = new();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/webhooks", ReceiveAsync);
        routes.MapGet("/admin/webhooks", (string? subject) => Results.Json(
            _received.Where(each => subject is null || each.Subject == subject), Answers.Json));
    }

    private async Task<IResult> ReceiveAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or > MaxBody)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        var id = request.Headers["webhook-id"].ToString();
        var signed = options.Value.WebhookKey is { Length: > 0 } key
            && IsGenuine(key, id, request.Headers["webhook-timestamp"].ToString(), body, request.Headers["webhook-signature"].ToString());
        _received.Enqueue(new WebhookReceived(time.GetUtcNow(), id, Member(body, "type"), Member(body, "subject"), signed));
        while (_received.Count > MostKept)
        {
            _received.TryDequeue(out _);
        }

        return Results.NoContent();
    }

    /// <summary>By Standard Webhooks: one of the signatures is HMAC-SHA256 over id, time and body.</summary>
    private static bool IsGenuine(string key, string id, string timestamp, string body, string signatures)
    {
        var secret = key.StartsWith(SecretPrefix, StringComparison.Ordinal) ? Convert.FromBase64String(key[SecretPrefix.Length..]) : Encoding.UTF8.GetBytes(key);
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
        return signatures.Split(' ').Any(signature => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(expected)));
    }

    private static string? Member(string body, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>A webhook as it came.</summary>
/// <param name="Signed">Its signature is good.</param>
internal sealed record WebhookReceived(DateTimeOffset At, string Id, string? Type, string? Subject, bool Signed);
