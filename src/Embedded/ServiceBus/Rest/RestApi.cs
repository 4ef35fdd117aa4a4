using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VideoPipeline.Embedded.ServiceBus.Broker;

namespace VideoPipeline.Embedded.ServiceBus.Rest;

/// <summary>The service's REST calls over a broker.</summary>
internal sealed partial class RestApi(ServiceBusBroker broker, ILogger<RestApi> logger, CancellationToken stopping)
{
    private const int MaxMessagesPerCall = 1000;
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(60);
    private readonly ManagementNode management = new(broker);

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await DispatchAsync(context);
        }
        catch (ServiceBusException exception)
        {
            await RefuseAsync(context, Wire.StatusOf(exception.Reason), exception);
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            var isTooLarge = exception.StatusCode == StatusCodes.Status413PayloadTooLarge;
            await RefuseAsync(context, isTooLarge ? StatusCodes.Status403Forbidden : exception.StatusCode, new ServiceBusException(
                exception.Message, isTooLarge ? ServiceBusFailureReason.MessageSizeExceeded : ServiceBusFailureReason.GeneralError));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The caller has gone, and with him the connection; a message he was given comes back when its lock expires.
            context.Abort();
        }
        catch (ObjectDisposedException)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "The Service Bus is stopping.", ServiceBusFailureReason.ServiceBusy);
        }
        catch (Exception exception)
        {
            LogFailed(exception, context.Request.Method, context.Request.Path);
            await RefuseAsync(context, StatusCodes.Status500InternalServerError, "The Service Bus failed; its log says how.");
        }
    }

    private Task DispatchAsync(HttpContext context)
    {
        var request = context.Request;
        // A web page can send simple requests to loopback, through a name of its own or not: neither is a client of ours.
        if (!EmulatorAddress.IsLoopback(request.Host.Host) || request.Headers.Origin.Count > 0)
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "Only programs on this machine are served.");
        }

        if (!RestRoute.TryMatch(request.Method, request.Path.Value ?? "", out var route, out var isKnownPath))
        {
            return isKnownPath
                ? RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, $"{request.Method} is not a call of the API here.")
                : RefuseAsync(context, StatusCodes.Status404NotFound, $"'{request.Path}' is no address of the API.");
        }

        return route.Call switch
        {
            RestCall.Send => SendAsync(context, route),
            RestCall.PeekLock => ReceiveAsync(context, route, deletesOnReceipt: false),
            RestCall.ReceiveAndDelete => ReceiveAsync(context, route, deletesOnReceipt: true),
            RestCall.Complete => broker.CompleteAsync(route.Entity, route.LockToken),
            RestCall.Unlock => broker.AbandonAsync(route.Entity, route.LockToken),
            RestCall.RenewLock => broker.RenewAsync(route.Entity, route.LockToken),
            _ => management.HandleAsync(context, route.Entity),
        };
    }

    private async Task SendAsync(HttpContext context, RestRoute route)
    {
        var body = await RestMessage.ReadBodyAsync(context.Request);
        var isBatch = context.Request.ContentType?.StartsWith(Wire.BatchContentType, StringComparison.OrdinalIgnoreCase) == true;
        var contents = Wire.Read(() => isBatch
            ? MessageJson.ReadBatch(new ReadOnlySequence<byte>(body))
            : [RestMessage.Read(context.Request, body)]);
        await broker.SendAsync(route.Entity, contents);
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.ContentType = context.Request.ContentType;
    }

    private async Task ReceiveAsync(HttpContext context, RestRoute route, bool deletesOnReceipt)
    {
        var wantsJson = context.Request.Headers.Accept.ToString().Contains(Wire.BatchContentType, StringComparison.OrdinalIgnoreCase);
        var maxMessages = wantsJson ? ReadMaxMessages(context.Request) : 1;
        var messages = await WaitAsync(context, route.Entity, maxMessages, deletesOnReceipt);
        var response = context.Response;
        if (messages.Count == 0)
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        response.StatusCode = deletesOnReceipt ? StatusCodes.Status200OK : StatusCodes.Status201Created;
        if (wantsJson)
        {
            response.ContentType = Wire.BatchContentType;
            await response.Body.WriteAsync(Wire.WriteMessages(messages), context.RequestAborted);
            return;
        }

        if (!deletesOnReceipt)
        {
            response.Headers.Location = string.Create(CultureInfo.InvariantCulture,
                $"http://{context.Request.Host}/{route.Entity}/messages/{messages[0].SequenceNumber}/{messages[0].LockToken}");
        }

        await RestMessage.WriteAsync(response, messages[0]);
    }

    private async Task<IReadOnlyList<DeliveredMessage>> WaitAsync(
        HttpContext context, string entity, int maxMessages, bool deletesOnReceipt)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            return await broker.ReceiveAsync(entity, maxMessages, ReadTimeout(context.Request), deletesOnReceipt, ending.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return [];
        }
    }

    private static TimeSpan ReadTimeout(HttpRequest request)
    {
        if (!request.Query.TryGetValue("timeout", out var text))
        {
            return DefaultWait;
        }

        var isValid = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= Wire.MaxReceiveWait.TotalSeconds;
        return isValid ? TimeSpan.FromSeconds(seconds) : throw new FormatException("The timeout is a number of seconds, at most 300.");
    }

    private static int ReadMaxMessages(HttpRequest request)
    {
        if (!request.Query.TryGetValue("maxmessages", out var text))
        {
            return 1;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? Math.Min(count, MaxMessagesPerCall)
            : throw new FormatException("maxmessages is a positive number.");
    }

    private static Task RefuseAsync(HttpContext context, int status, ServiceBusException exception) =>
        RefuseAsync(context, status, exception.Detail, exception.Reason, exception.EntityPath);

    private static async Task RefuseAsync(
        HttpContext context,
        int status,
        string detail,
        ServiceBusFailureReason reason = ServiceBusFailureReason.GeneralError,
        string? entity = null)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        var error = new XElement("Error",
            new XElement("Code", status), new XElement("Detail", detail), new XElement("Reason", reason),
            entity is null ? null : new XElement("Entity", entity));
        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml; charset=utf-8";
        await context.Response.Body.WriteAsync(
            Encoding.UTF8.GetBytes(error.ToString(SaveOptions.DisableFormatting)), CancellationToken.None);
    }

    [LoggerMessage(21, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}
