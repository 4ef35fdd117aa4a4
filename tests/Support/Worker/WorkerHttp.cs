using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using System.Text.Json;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.Support.Worker;

/// <summary>The host's part in a call over HTTP: finds the function, passes the request on and announces it to the worker.</summary>
internal sealed class WorkerHttp : DelegatingHandler
{
    private readonly InProcessWorker _worker;
    private readonly List<Route> _routes;

    public WorkerHttp(InProcessWorker worker, HttpMessageHandler app)
        : base(app)
    {
        _worker = worker;
        _routes =
        [
            .. worker.Functions.Select(function => (Function: function, Binding: function.Binding("httpTrigger")))
                .Where(found => found.Binding is not null)
                .Select(found => new Route(found.Function, found.Binding!.Value))
                .OrderBy(route => route.Precedence),
        ];
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var values = new RouteValueDictionary();
        var route = _routes.FirstOrDefault(route => route.Takes(request, values = []));
        if (route is null)
        {
            return new HttpResponseMessage(HttpStatusCode.NotFound) { RequestMessage = request };
        }

        var invocation = route.Function.WithClient(route.Function.Request(), _worker.ClientBinding);
        invocation.InputData.Add(new ParameterBinding { Name = route.Parameter, Data = new TypedData { Http = new RpcHttp() } });
        foreach (var (name, value) in values)
        {
            invocation.TriggerMetadata[name] = new TypedData { String = value?.ToString() ?? "" };
        }

        if (request.Headers.TryGetValues("traceparent", out var parents))
        {
            invocation.TraceContext.TraceParent = parents.First();
        }

        request.Headers.Add("x-ms-invocation-id", invocation.InvocationId);
        var announced = _worker.Channel.InvokeAsync(route.Function.Name, invocation, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _worker.Channel.Gone);
        try
        {
            var response = await base.SendAsync(request, end.Token);
            await response.Content.LoadIntoBufferAsync(end.Token);

            // A function that fails leaves an empty answer; that it failed is known only from its invocation.
            var ended = await announced.WaitAsync(end.Token);
            return ended.Result.Status == StatusResult.Types.Status.Success ? response : Failed(request, ended);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The process has died.");
        }
        finally
        {
            _ = announced.ContinueWith(task => task.Exception, TaskContinuationOptions.OnlyOnFaulted);
        }
    }

    private static HttpResponseMessage Failed(HttpRequestMessage request, InvocationResponse ended) =>
        new(HttpStatusCode.InternalServerError) { RequestMessage = request, Content = new StringContent(ended.Result.Exception?.Message ?? "") };

    private sealed class Route(WorkerFunction function, JsonElement binding)
    {
        private readonly RouteTemplate _template = TemplateParser.Parse(
            WorkerFunction.Text(binding, "route") is { Length: > 0 } route ? route : function.Name);

        private readonly HashSet<string> _methods = binding.TryGetProperty("methods", out var methods)
            ? methods.EnumerateArray().Select(method => method.GetString()!).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : [];

        public WorkerFunction Function => function;

        public string Parameter { get; } = WorkerFunction.Text(binding, "name");

        public decimal Precedence => RoutePrecedence.ComputeInbound(_template);

        public bool Takes(HttpRequestMessage request, RouteValueDictionary values) =>
            (_methods.Count == 0 || _methods.Contains(request.Method.Method))
            && new TemplateMatcher(_template, []).TryMatch(new PathString(PathOf(request.RequestUri!)), values);

        // A slash that is escaped stays part of its segment.
        private static string PathOf(Uri address) =>
            Uri.UnescapeDataString(address.AbsolutePath.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase));
    }
}
