using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Messages;

/// <summary>A queue (or its dead-letter queue) through Service Bus's own REST calls.</summary>
internal sealed class ServiceBusQueue(HttpClient http, Uri address, string path)
{
    public const string Jobs = "video-jobs";

    public const string DeadLetters = Jobs + "/$DeadLetterQueue";

    /// <summary>Returns once the broker has the message for good.</summary>
    public async Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"{path}/messages"));
        request.Content = new ByteArrayContent(message.Body);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(message.ContentType);
        var broker = new JsonObject { ["MessageId"] = message.MessageId, ["Label"] = message.Subject };
        request.Headers.TryAddWithoutValidation("BrokerProperties", broker.ToJsonString());
        foreach (var (name, value) in message.Properties)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await AskAsync(request, cancellationToken);
    }

    /// <summary>The next message, locked for us, or null when there is none.</summary>
    public async Task<LockedMessage?> PeekLockAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"{path}/messages/head?timeout=1"));
        using var answer = await AskAsync(request, cancellationToken);
        return answer.StatusCode is HttpStatusCode.NoContent ? null : await LockedMessage.ReadAsync(answer, cancellationToken);
    }

    public Task CompleteAsync(LockedMessage message, CancellationToken cancellationToken) =>
        SettleAsync(HttpMethod.Delete, message, cancellationToken);

    public Task UnlockAsync(LockedMessage message, CancellationToken cancellationToken) =>
        SettleAsync(HttpMethod.Put, message, cancellationToken);

    private async Task SettleAsync(HttpMethod method, LockedMessage message, CancellationToken cancellationToken)
    {
        var place = $"{path}/messages/{Uri.EscapeDataString(message.Identity)}/{message.LockToken}";
        using var request = new HttpRequestMessage(method, new Uri(address, place));
        using var answer = await AskAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            throw new HostUnreachableException($"Service Bus at {address} does not answer: {fault.InnerException?.Message ?? fault.Message}");
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw new HostRefusedException(await BrokerError.ReadAsync(answer, cancellationToken));
        }
    }
}

internal sealed record OutgoingMessage(
    byte[] Body, string ContentType, string MessageId, string? Subject, IReadOnlyDictionary<string, string> Properties);
