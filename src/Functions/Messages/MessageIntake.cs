using System.Globalization;
using System.Net.Mime;
using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using Microsoft.DurableTask.Client;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Http;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Messages;

/// <summary>Makes a message into a job or a batch. A message that comes again makes nothing new: its id is the idempotency key.</summary>
public sealed class MessageIntake(VideoStarts videos, BatchDoor batches, RequestRules rules)
{
    public const string KeyProperty = "idempotency_key";

    private const int MaxKeyLength = 256;

    /// <returns>Null when it is taken; else why it never will be.</returns>
    public async Task<MessageRefusal?> TakeAsync(
        ServiceBusReceivedMessage message, DurableTaskClient client, CancellationToken cancellationToken)
    {
        using var entry = JobTrace.Begin("TakeMessage", TraceParentOf(message));
        if (!IsJson(message.ContentType))
        {
            return new MessageRefusal("unsupported_content_type", $"The content type is '{message.ContentType}', not application/json.");
        }

        if (message.GetRawAmqpMessage().Body.BodyType != AmqpMessageBodyType.Data)
        {
            return new MessageRefusal("unsupported_body", "The body is an AMQP value or sequence; send the JSON as data (bytes).");
        }

        var key = KeyOf(message);
        if (key.Length > MaxKeyLength)
        {
            return new MessageRefusal("invalid_idempotency_key", $"An {KeyProperty} has at most {MaxKeyLength} characters.");
        }

        return message.Subject switch
        {
            "video" => await TakeVideoAsync(message, key, client, cancellationToken),
            "batch" => await TakeBatchAsync(message, key, client, cancellationToken),
            var other => new MessageRefusal("unknown_subject", $"The subject is '{other}', neither video nor batch."),
        };
    }

    /// <summary>A dead letter that is sent again has a new id (the broker would drop the old one) and names the key it had.</summary>
    internal static string KeyOf(ServiceBusReceivedMessage message)
    {
        if (message.ApplicationProperties.TryGetValue(KeyProperty, out var property) && property is string { Length: > 0 } key)
        {
            return key;
        }

        // A sender that gives no id is no reason to pay twice for a redelivery.
        return message.MessageId is { Length: > 0 } id
            ? id
            : string.Create(CultureInfo.InvariantCulture, $"message-{message.EnqueuedTime.UtcTicks}-{message.SequenceNumber}");
    }

    private async Task<MessageRefusal?> TakeVideoAsync(
        ServiceBusReceivedMessage message, string key, DurableTaskClient client, CancellationToken cancellationToken)
    {
        using var body = message.Body.ToStream();
        var reading = await VideoRequestReader.ReadAsync(body, Charsets.Of(message.ContentType), rules, cancellationToken);
        if (reading.Problem is { } problem)
        {
            return MessageRefusal.Of(problem);
        }

        var admission = new Admission(reading.Request!, reading.InlineInputs, key, KeyScopes.ServiceBus);
        return await videos.StartAsync(admission, client, cancellationToken) is VideoStart.Refused refused
            ? MessageRefusal.Of(refused.Problem)
            : null;
    }

    private async Task<MessageRefusal?> TakeBatchAsync(
        ServiceBusReceivedMessage message, string key, DurableTaskClient client, CancellationToken cancellationToken)
    {
        using var body = message.Body.ToStream();
        var submission = new BatchSubmission(body, BatchForm.Json, new BatchOptions(), IdempotencyKey: key, Scope: KeyScopes.ServiceBus, Charset: Charsets.Of(message.ContentType));
        return await batches.AdmitAsync(submission, client, cancellationToken) is BatchAdmission.Refused refused
            ? MessageRefusal.Of(refused.Problem, refused.Faults)
            : null;
    }

    // As the Service Bus SDK writes it, and as anybody else does.
    private static string? TraceParentOf(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.TryGetValue("Diagnostic-Id", out var id) ? id as string
        : message.ApplicationProperties.TryGetValue("traceparent", out var parent) ? parent as string
        : null;

    private static bool IsJson(string? contentType)
    {
        try
        {
            return contentType is { Length: > 0 }
                && new ContentType(contentType).MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

/// <summary>Why a message is put aside: a stable code, and the details.</summary>
public sealed record MessageRefusal(string Code, string Description)
{
    // What Service Bus takes for a description.
    private const int LongestDescription = 4096;

    public static MessageRefusal Of(Problem problem, LineFaults? faults = null)
    {
        var text = new StringBuilder(problem.Detail);
        foreach (var error in problem.Errors)
        {
            text.Append('\n').Append(error.Field).Append(": ").Append(error.Code).Append(": ").Append(error.Message);
        }

        foreach (var error in faults?.Kept ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"\nitem {error.Line} {error.Field}: {error.Code}: {error.Message}");
        }

        return new MessageRefusal(problem.Code, text.Length > LongestDescription ? text.ToString(0, LongestDescription) : text.ToString());
    }
}
