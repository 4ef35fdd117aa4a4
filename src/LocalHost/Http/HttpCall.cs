using Microsoft.AspNetCore.Http;
using VideoPipeline.LocalHost.Durable;
using VideoPipeline.LocalHost.Worker.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace VideoPipeline.LocalHost.Http;

/// <summary>An HTTP function: the request goes to the worker's own web server, and the invocation beside it under the same id.</summary>
internal sealed class HttpCall(HttpContext http, IHttpForwarder forwarder, HttpMessageInvoker client) : HostCall
{
    private const string InvocationHeader = "x-ms-invocation-id";

    private static readonly ForwarderRequestConfig s_forwarding = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    internal override async Task RunAsync(WorkerCall call)
    {
        http.Request.Headers[InvocationHeader] = call.InvocationId;
        var forwarding = forwarder.SendAsync(http, call.WorkerHttpUri!, client, s_forwarding, HttpTransformer.Default, call.CancellationToken).AsTask();
        var invocation = call.SendAsync(new TypedData { Http = new RpcHttp() }, Values());
        if (await Task.WhenAny(invocation, forwarding) != invocation && http.GetForwarderErrorFeature() is { } failure)
        {
            // The request never came, or its caller left: the worker would wait for it for ever.
            call.AskToStop();
            throw new HttpRequestException($"The request did not reach the worker: {failure.Error}.", failure.Exception);
        }

        await invocation;
        await forwarding;
    }

    // Query first: a route value of the same name wins.
    private Dictionary<string, TypedData> Values()
    {
        var values = new Dictionary<string, TypedData>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in http.Request.Query)
        {
            values[name] = new TypedData { String = value.ToString() };
        }

        foreach (var (name, value) in http.Request.RouteValues)
        {
            if (value is not null)
            {
                values[name] = new TypedData { String = value.ToString() };
            }
        }

        return values;
    }
}
