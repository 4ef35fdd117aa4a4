using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace VideoPipeline.Cli.Tests;

/// <summary>A host that answers as told, remembers what it was asked, and fails the test on a call it does not expect.</summary>
internal sealed class StubHost : HttpMessageHandler
{
    public const string Url = "http://stub.test:7071";

    private readonly ConcurrentDictionary<string, Func<Call, HttpResponseMessage>> _routes = new();
    private readonly ConcurrentQueue<Call> _calls = new();

    public IReadOnlyList<Call> Calls => [.. _calls];

    public IReadOnlyList<Call> CallsTo(string route) => [.. _calls.Where(call => call.Route == route)];

    public StubHost On(string route, Func<Call, HttpResponseMessage> answer)
    {
        _routes[route] = answer;
        return this;
    }

    public StubHost On(string route, string json, HttpStatusCode status = HttpStatusCode.OK) => On(route, _ => Json(json, status));

    /// <summary>One answer after the other; the last one for ever.</summary>
    public StubHost InTurn(string route, params IReadOnlyList<Func<Call, HttpResponseMessage>> answers)
    {
        var next = 0;
        return On(route, call => answers[Math.Min(Interlocked.Increment(ref next), answers.Count) - 1](call));
    }

    public StubHost InTurn(string route, params IReadOnlyList<string> answers) =>
        InTurn(route, [.. answers.Select(json => new Func<Call, HttpResponseMessage>(_ => Json(json)))]);

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) => new(status)
    {
        Content = new StringContent(json, Encoding.UTF8, (int)status < 400 ? "application/json" : "application/problem+json"),
    };

    public static HttpResponseMessage Bytes(byte[] body, string type = "video/mp4") => new(HttpStatusCode.OK)
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
    };

    public static HttpResponseMessage Refuse() => throw new HttpRequestException("Connection refused");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var call = new Call(
            $"{request.Method} {request.RequestUri!.AbsolutePath}",
            request.RequestUri,
            body,
            request.Content?.Headers.ContentType?.ToString(),
            request.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase));
        _calls.Enqueue(call);
        return _routes.TryGetValue(call.Route, out var answer)
            ? answer(call)
            : throw new InvalidOperationException($"The stub host has no answer to {call.Route}.");
    }
}

internal sealed record Call(
    string Route, Uri Uri, string Body, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    public string Query => Uri.Query;

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
