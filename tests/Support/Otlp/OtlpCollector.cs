using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VideoPipeline.Support.Otlp.Messages;

namespace VideoPipeline.Support.Otlp;

/// <summary>Takes what is exported over OTLP (http/protobuf), on a free port.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<CollectedSpan> _spans = [];
    private readonly ConcurrentQueue<CollectedLog> _logs = [];
    private readonly ConcurrentQueue<string> _metrics = [];
    private readonly ConcurrentQueue<string> _raw = [];

    private OtlpCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public string Endpoint => _app.Urls.Single();

    public IReadOnlyCollection<CollectedSpan> Spans => _spans;

    public IReadOnlyCollection<CollectedLog> Logs => _logs;

    /// <summary>Names of the metrics that came.</summary>
    public IReadOnlyCollection<string> Metrics => _metrics;

    /// <summary>The bodies as they came, one character a byte: for what must not stand in any of them.</summary>
    public IReadOnlyCollection<string> Bodies => _raw;

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        _raw.Enqueue(Encoding.Latin1.GetString(bytes));
        switch (http.Request.Path.Value)
        {
            case "/v1/traces":
                TakeSpans(TraceRequest.Parser.ParseFrom(bytes));
                break;
            case "/v1/logs":
                TakeLogs(LogsRequest.Parser.ParseFrom(bytes));
                break;
            case "/v1/metrics":
                TakeMetrics(MetricsRequest.Parser.ParseFrom(bytes));
                break;
        }

        http.Response.ContentType = "application/x-protobuf";
    }

    private void TakeSpans(TraceRequest request)
    {
        foreach (var resource in request.ResourceSpans)
        {
            foreach (var scope in resource.ScopeSpans)
            {
                foreach (var span in scope.Spans)
                {
                    _spans.Enqueue(new CollectedSpan(
                        Service(resource.Resource), scope.Scope.Name, span.Name, Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId),
                        span.Kind, span.Status?.Code == 2, Texts(span.Attributes)));
                }
            }
        }
    }

    private void TakeLogs(LogsRequest request)
    {
        foreach (var resource in request.ResourceLogs)
        {
            foreach (var scope in resource.ScopeLogs)
            {
                foreach (var record in scope.LogRecords)
                {
                    _logs.Enqueue(new CollectedLog(
                        Service(resource.Resource), scope.Scope?.Name ?? "", record.Body?.Text ?? "", Hex(record.TraceId), Texts(record.Attributes)));
                }
            }
        }
    }

    private void TakeMetrics(MetricsRequest request)
    {
        foreach (var metric in request.ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics))
        {
            _metrics.Enqueue(metric.Name);
        }
    }

    private static string Service(Resource? resource) => resource is null ? "" : Texts(resource.Attributes).GetValueOrDefault("service.name", "");

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static Dictionary<string, string> Texts(IEnumerable<KeyValue> attributes)
    {
        var texts = new Dictionary<string, string>();
        foreach (var attribute in attributes)
        {
            texts[attribute.Key] = attribute.Value?.ValueCase switch
            {
                AnyValue.ValueOneofCase.Text => attribute.Value.Text,
                AnyValue.ValueOneofCase.Number => $"{attribute.Value.Number}",
                AnyValue.ValueOneofCase.Flag => $"{attribute.Value.Flag}",
                AnyValue.ValueOneofCase.Real => $"{attribute.Value.Real}",
                _ => "",
            };
        }

        return texts;
    }
}

/// <param name="Kind">As in OTLP: 1 internal, 2 server, 3 client, 4 producer, 5 consumer.</param>
public sealed record CollectedSpan(
    string Service, string Scope, string Name, string TraceId, string SpanId, string ParentId, int Kind, bool IsError,
    IReadOnlyDictionary<string, string> Attributes);

public sealed record CollectedLog(
    string Service, string Category, string Body, string TraceId, IReadOnlyDictionary<string, string> Attributes);
