using System.Net;

namespace VideoPipeline.Tests.Resellers;

/// <summary>Answers the calls that a test expects, in their order; any other call fails the test.</summary>
internal sealed class StubHandler : HttpMessageHandler
{
    private readonly Queue<(string Call, Func<HttpResponseMessage> Answer)> expected = new();

    public List<(string Call, HttpRequestMessage Request, string? Body)> Calls { get; } = [];

    public bool Done => expected.Count == 0;

    public StubHandler On(string call, HttpStatusCode status, string body = "{}", Action<HttpResponseMessage>? more = null) =>
        On(call, () =>
        {
            var response = new HttpResponseMessage(status) { Content = new StringContent(body) };
            more?.Invoke(response);
            return response;
        });

    public StubHandler On(string call, Func<HttpResponseMessage> answer)
    {
        expected.Enqueue((call, answer));
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = $"{request.Method} {request.RequestUri!.AbsoluteUri}";
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        Calls.Add((call, request, body));
        if (!expected.TryDequeue(out var next) || next.Call != call)
        {
            throw new UnexpectedCallException($"Unexpected {call}; expected {next.Call ?? "nothing"}.");
        }

        return next.Answer();
    }
}

/// <summary>Stands out from what a network throws, though the client turns it into a lost answer: tests look at <see cref="StubHandler.Calls"/> too.</summary>
internal sealed class UnexpectedCallException(string message) : Exception(message);
