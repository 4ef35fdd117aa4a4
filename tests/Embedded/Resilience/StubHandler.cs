using System.Net;

namespace Embedded.Tests.Resilience;

/// <summary>Answers each attempt in turn; an attempt too many fails the test.</summary>
internal sealed class StubHandler(params Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>[] answers) : HttpMessageHandler
{
    private int attempts;

    public int Attempts => attempts;

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Status(
        HttpStatusCode status, Action<HttpResponseMessage>? adjust = null) => (_, _) =>
        {
            var response = new HttpResponseMessage(status);
            adjust?.Invoke(response);
            return Task.FromResult(response);
        };

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Fail(Exception exception) =>
        (_, _) => Task.FromException<HttpResponseMessage>(exception);

    public static async Task<HttpResponseMessage> HangAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException();
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var attempt = Interlocked.Increment(ref attempts) - 1;
        return attempt < answers.Length
            ? answers[attempt](request, cancellationToken)
            : throw new InvalidOperationException($"Attempt {attempt + 1} was not expected.");
    }
}
