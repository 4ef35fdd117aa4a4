using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Azure.Messaging.ServiceBus;
using VideoPipeline.Embedded.ServiceBus.Broker;

namespace VideoPipeline.Embedded.ServiceBus.Rest;

/// <summary>The client's side of the REST calls, with the retries of <see cref="ServiceBusRetryOptions"/>.</summary>
internal sealed class RestTransport(Uri address, ServiceBusRetryOptions retry) : IDisposable
{
    private static readonly MediaTypeHeaderValue BatchContentType = new(Wire.BatchContentType);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public bool IsClosed { get; private set; }

    public async Task SendAsync(string path, IReadOnlyList<BrokeredContent> contents, CancellationToken cancellationToken)
    {
        using var response = await CallAsync(
            HttpMethod.Post, $"{Encode(path)}/messages", Wire.WriteMessages(contents), retry.TryTimeout, cancellationToken);
    }

    public async Task<IReadOnlyList<long>> ScheduleAsync(
        string path, IReadOnlyList<BrokeredContent> contents, CancellationToken cancellationToken)
    {
        var answer = await ManageAsync(path, Wire.Schedule, Wire.WriteMessages(contents), cancellationToken);
        return [.. answer.GetProperty("sequence-numbers").EnumerateArray().Select(number => number.GetInt64())];
    }

    public Task CancelScheduledAsync(string path, IReadOnlyList<long> sequenceNumbers, CancellationToken cancellationToken) =>
        ManageAsync(path, Wire.CancelScheduled, Wire.WriteJson(json => WriteNumbers(json, sequenceNumbers, false)), cancellationToken);

    public async Task<IReadOnlyList<DeliveredMessage>> ReceiveAsync(
        string path, int maxMessages, TimeSpan? maxWait, bool deletesOnReceipt, CancellationToken cancellationToken)
    {
        var wait = maxWait ?? retry.TryTimeout;
        wait = wait < Wire.MaxReceiveWait ? wait : Wire.MaxReceiveWait;
        var uri = string.Create(CultureInfo.InvariantCulture,
            $"{Encode(path)}/messages/head?timeout={wait.TotalSeconds}&maxmessages={maxMessages}");
        using var response = await CallAsync(
            deletesOnReceipt ? HttpMethod.Delete : HttpMethod.Post, uri, null, wait + retry.TryTimeout, cancellationToken);
        return response.StatusCode == HttpStatusCode.NoContent
            ? []
            : MessageJson.ReadDelivered(await ReadJsonAsync(response, cancellationToken));
    }

    public async Task<IReadOnlyList<DeliveredMessage>> ReceiveDeferredAsync(
        string path, IReadOnlyList<long> sequenceNumbers, bool deletesOnReceipt, CancellationToken cancellationToken)
    {
        var body = Wire.WriteJson(json => WriteNumbers(json, sequenceNumbers, deletesOnReceipt));
        return MessageJson.ReadDelivered(await ManageAsync(path, Wire.ReceiveBySequenceNumber, body, cancellationToken));
    }

    public async Task<IReadOnlyList<DeliveredMessage>> PeekAsync(
        string path, long fromSequenceNumber, int maxMessages, CancellationToken cancellationToken)
    {
        var body = Wire.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("from-sequence-number", fromSequenceNumber);
            json.WriteNumber("message-count", maxMessages);
            json.WriteEndObject();
        });
        return MessageJson.ReadDelivered(await ManageAsync(path, Wire.Peek, body, cancellationToken));
    }

    public async Task CompleteAsync(string path, Guid lockToken, CancellationToken cancellationToken)
    {
        // The lock token alone identifies the message; the number before it is what the service's addresses look like.
        using var response = await CallAsync(
            HttpMethod.Delete, $"{Encode(path)}/messages/0/{lockToken}", null, retry.TryTimeout, cancellationToken);
    }

    public Task SettleAsync(string path, Guid lockToken, Disposition disposition, CancellationToken cancellationToken) =>
        ManageAsync(path, Wire.UpdateDisposition, Wire.WriteJson(json => Write(json, lockToken, disposition)), cancellationToken);

    public async Task<DateTimeOffset> RenewAsync(string path, Guid lockToken, CancellationToken cancellationToken)
    {
        var body = Wire.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("lock-token", lockToken);
            json.WriteEndObject();
        });
        return (await ManageAsync(path, Wire.RenewLock, body, cancellationToken)).GetProperty("expiration").GetDateTimeOffset();
    }

    public void Dispose()
    {
        IsClosed = true;
        http.Dispose();
    }

    private async Task<JsonElement> ManageAsync(
        string path, string operation, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var uri = $"{Encode(path)}/{Wire.ManagementNode}?operation={operation}";
        using var response = await CallAsync(HttpMethod.Post, uri, body, retry.TryTimeout, cancellationToken);
        return await ReadJsonAsync(response, cancellationToken);
    }

    private async Task<HttpResponseMessage> CallAsync(
        HttpMethod method, string uri, ReadOnlyMemory<byte>? body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, typeof(ServiceBusClient));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(method, uri, body, timeout, cancellationToken);
            }
            catch (ServiceBusException exception) when (exception.IsTransient && attempt <= retry.MaxRetries)
            {
                await Task.Delay(retry.DelayBefore(attempt), cancellationToken);
            }
        }
    }

    private async Task<HttpResponseMessage> TryAsync(
        HttpMethod method, string uri, ReadOnlyMemory<byte>? body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!EmulatorAddress.IsLoopback(address.Host))
        {
            throw new ServiceBusException(isTransient: false, reason: ServiceBusFailureReason.ServiceCommunicationProblem,
                message: $"The embedded Service Bus is on this machine; '{address.Host}' is reached by the Azure build only.");
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(timeout);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(address, uri));
            request.Headers.Accept.ParseAdd(Wire.BatchContentType);
            request.Content = body is { } bytes ? new ReadOnlyMemoryContent(bytes) : null;
            request.Content?.Headers.ContentType = BatchContentType;
            var response = await http.SendAsync(request, timer.Token);
            return response.IsSuccessStatusCode ? response : throw await FailureAsync(response, timer.Token);
        }
        catch (HttpRequestException exception)
        {
            throw new ServiceBusException($"The Service Bus at {address} cannot be reached: {exception.Message}",
                ServiceBusFailureReason.ServiceCommunicationProblem, innerException: exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServiceBusException($"The Service Bus at {address} did not answer within {timeout}.",
                ServiceBusFailureReason.ServiceTimeout, innerException: exception);
        }
        catch (OperationCanceledException)
        {
            throw new TaskCanceledException("The call was cancelled.", null, cancellationToken);
        }
    }

    private static async Task<ServiceBusException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            try
            {
                var error = XElement.Parse(text);
                var reason = Enum.Parse<ServiceBusFailureReason>(error.Element("Reason")!.Value);
                return new ServiceBusException(error.Element("Detail")!.Value, reason, error.Element("Entity")?.Value);
            }
            catch (Exception exception) when (exception is XmlException or ArgumentException or NullReferenceException)
            {
                return new ServiceBusException(isTransient: (int)response.StatusCode >= 500,
                    $"The Service Bus answered {(int)response.StatusCode}: {text}", innerException: exception);
            }
        }
    }

    private static async Task<JsonElement> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return document.RootElement.Clone();
    }

    private static void WriteNumbers(Utf8JsonWriter json, IReadOnlyList<long> sequenceNumbers, bool deletesOnReceipt)
    {
        json.WriteStartObject();
        json.WriteStartArray("sequence-numbers");
        foreach (var number in sequenceNumbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
        json.WriteNumber("receiver-settle-mode", deletesOnReceipt ? 0 : 1);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Guid lockToken, Disposition disposition)
    {
        json.WriteStartObject();
        json.WriteString("lock-token", lockToken);
        json.WriteString("disposition-status", disposition.Status);
        json.WriteString("deadletter-reason", disposition.Reason);
        json.WriteString("deadletter-description", disposition.Description);
        json.WriteStartObject("properties-to-modify");
        foreach (var (name, value) in disposition.Properties ?? [])
        {
            json.WritePropertyName(name);
            PropertyValue.Write(json, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Encode(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
