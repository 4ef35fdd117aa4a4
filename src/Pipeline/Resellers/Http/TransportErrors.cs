using System.Net.Http;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace VideoPipeline.Resellers.Http;

/// <summary>Tells what an exception of the way to a provider proves about the request.</summary>
internal static class TransportErrors
{
    /// <summary>True when the bytes of the request cannot have left: no address, no connection, no TLS session.</summary>
    public static bool ProvesNotSent(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    /// <summary>The class of an exception that a send threw.</summary>
    public static HttpAnswer Classify(Exception exception) => exception switch
    {
        BrokenCircuitException => new HttpAnswer.NotSent("circuit_open", "Too many failures lately; not sent."),
        _ when ProvesNotSent(exception) => new HttpAnswer.NotSent("connection_failed", exception.Message),
        TimeoutRejectedException or OperationCanceledException => new HttpAnswer.Lost("timeout", "No answer in time."),
        _ => new HttpAnswer.Lost("connection_lost", exception.Message),
    };
}
