using Microsoft.Azure.WebJobs;
using Newtonsoft.Json;
using VideoPipeline.LocalHost.Worker;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.LocalHost.Durable;

/// <summary>Passes what WebJobs calls on to the worker, in the form that its trigger has on the wire.</summary>
internal sealed class FunctionRunner(WorkerSupervisor workers, IReadOnlyDictionary<string, FunctionMetadata> functions)
{
    public async Task<object?> RunAsync(string name, object?[] arguments, CancellationToken cancellationToken)
    {
        var function = functions[name];
        var worker = await workers.WorkerAsync(cancellationToken);
        var client = function.DurableClient is null ? null : (string?)arguments[1];
        var call = new WorkerCall(worker, function, client, cancellationToken);
        switch (arguments[0])
        {
            case HostCall host:
                await host.RunAsync(call);
                return null;
            case TimerInfo timer:
                return await call.SendAsync(new TypedData { Json = JsonConvert.SerializeObject(timer) }, []);
            default:
                var trigger = new TypedData();
                if (arguments[0] is string text)
                {
                    trigger.String = text;
                }

                return await call.SendAsync(trigger, function.Is("activityTrigger") ? [InstanceId(arguments)] : []);
        }
    }

    private static KeyValuePair<string, TypedData> InstanceId(object?[] arguments) =>
        KeyValuePair.Create("instanceId", new TypedData { String = (string?)arguments[^1] ?? "" });
}
