using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Events;
using VideoPipeline.Functions.FrontDoors;
using VideoPipeline.Jobs;
using VideoPipeline.Storage;

namespace VideoPipeline.Functions.Webhooks;

/// <summary>Posts an event to the job's <c>webhook_url</c>, once. The caller repeats what did not arrive.</summary>
public sealed partial class SendWebhook(
    IHttpClientFactory clients,
    JobDocuments jobs,
    BatchQueries batches,
    DoorCallbacks callbacks,
    PublicLinks links,
    IOptions<WebhooksOptions> options,
    IOptions<AssetsOptions> assets,
    TimeProvider time,
    ILogger<SendWebhook> logger)
{
    public const string ClientName = "webhooks";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Function(nameof(SendWebhook))]
    public async Task<WebhookDelivery> RunAsync([ActivityTrigger] VideoEventRef input, CancellationToken cancellationToken)
    {
        if (await LetterAsync(input, cancellationToken) is not { } letter || !Uri.TryCreate(letter.Url, UriKind.Absolute, out var address))
        {
            return WebhookDelivery.Refused;
        }

        if (address.Scheme != Uri.UriSchemeHttps && !letter.AllowsHttp && !assets.Value.AllowPrivateNetworks)
        {
            return WebhookDelivery.Refused;
        }

        using var request = Request(address, letter);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var delivery = Read(response.StatusCode);
            if (delivery != WebhookDelivery.Delivered)
            {
                NotDelivered(letter.Id, (int)response.StatusCode, delivery);
            }

            return delivery;
        }
        catch (Exception e) when (e is ForbiddenAddressException || e.InnerException is ForbiddenAddressException)
        {
            NotDelivered(letter.Id, status: 0, WebhookDelivery.Refused);
            return WebhookDelivery.Refused;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            NotDelivered(letter.Id, status: 0, WebhookDelivery.Failed);
            return WebhookDelivery.Failed;
        }
    }

    // Null: nobody has asked for it.
    private async Task<Letter?> LetterAsync(VideoEventRef input, CancellationToken cancellationToken)
    {
        if (input.Type == BatchEvent.Completed)
        {
            var (id, wave) = BatchEvent.Read(input.JobId);
            var batch = await batches.RequireAsync(id, cancellationToken);
            var ended = BatchEvent.Of(batch, wave, links);
            return batch.Header.WebhookUrl is { } batchUrl ? new Letter(batchUrl, ended.Id, JsonSerializer.Serialize(ended, Json.Options)) : null;
        }

        var job = await jobs.FindAsync(input.JobId, cancellationToken);
        if (job?.Request.Door?.CallbackUrl is { } callback)
        {
            return await callbacks.BodyAsync(job, cancellationToken) is { } told
                ? new Letter(callback, $"{job.Id}.{input.Type}", told, "application/json", AllowsHttp: true)
                : null;
        }

        if (job?.Request.WebhookUrl is not { } url)
        {
            return null;
        }

        var news = VideoEvent.Of(job, input.Type, links);
        return new Letter(url, news.Id, JsonSerializer.Serialize(news, Json.Options));
    }

    private HttpRequestMessage Request(Uri address, Letter news)
    {
        var body = news.Body;
        var now = time.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(body, Encoding.UTF8, news.ContentType),
        };
        request.Headers.Add("webhook-id", news.Id);
        request.Headers.Add("webhook-timestamp", WebhookSignature.Seconds(now));
        if (options.Value.SigningKeys.Count > 0)
        {
            request.Headers.Add("webhook-signature", WebhookSignature.Sign(options.Value.SigningKeys, news.Id, now, body));
        }

        return request;
    }

    private sealed record Letter(string Url, string Id, string Body, string ContentType = VideoEvent.ContentType, bool AllowsHttp = false);

    // 410 is how a receiver says "never again" (Standard Webhooks, "Operational considerations").
    private static WebhookDelivery Read(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => WebhookDelivery.Delivered,
        410 => WebhookDelivery.Refused,
        _ => WebhookDelivery.Failed,
    };

    [LoggerMessage(EventId = 1601, Level = LogLevel.Warning, Message = "Webhook {EventName} is not delivered ({Status}): {Delivery}")]
    private partial void NotDelivered(string eventName, int status, WebhookDelivery delivery);
}

/// <summary>What became of one delivery.</summary>
public enum WebhookDelivery
{
    Delivered,

    /// <summary>Worth another try later.</summary>
    Failed,

    /// <summary>Not worth another try.</summary>
    Refused,
}
