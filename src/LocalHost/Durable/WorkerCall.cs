using System.Diagnostics;
using Newtonsoft.Json;
using VideoPipeline.LocalHost.Worker;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.LocalHost.Durable;

/// <summary>One invocation on its way from WebJobs to the worker.</summary>
internal sealed class WorkerCall(WorkerProcess worker, FunctionMetadata function, string? durableClient, CancellationToken cancellationToken)
{
    // As the Functions host reads results: a date in JSON stays the text that it is.
    private static readonly JsonSerializerSettings s_json = new() { DateParseHandling = DateParseHandling.None };

    public FunctionMetadata Function => function;

    public string? WorkerHttpUri => worker.HttpUri;

    public string InvocationId { get; } = Guid.NewGuid().ToString();

    public CancellationToken CancellationToken => cancellationToken;

    public async Task<object?> SendAsync(TypedData trigger, IEnumerable<KeyValuePair<string, TypedData>> metadata)
    {
        var request = new InvocationRequest
        {
            InvocationId = InvocationId,
            FunctionId = worker.Functions.First(loaded => loaded.Name == function.Name).Id,
            TraceContext = new RpcTraceContext { TraceParent = Activity.Current?.Id ?? "", TraceState = Activity.Current?.TraceStateString ?? "" },
        };
        request.InputData.Add(new ParameterBinding { Name = function.TriggerParameter, Data = trigger });
        if (function.DurableClient is { } parameter)
        {
            request.InputData.Add(new ParameterBinding { Name = parameter, Data = new TypedData { String = durableClient } });
        }

        foreach (var (name, value) in metadata)
        {
            request.TriggerMetadata[name] = value;
        }

        return Read((await worker.Channel.InvokeAsync(request, cancellationToken)).ReturnValue);
    }

    public void AskToStop() =>
        worker.Channel.Write(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = InvocationId } });

    private static object? Read(TypedData? value) => value?.DataCase switch
    {
        TypedData.DataOneofCase.String => value.String,
        TypedData.DataOneofCase.Json => JsonConvert.DeserializeObject(value.Json, s_json),
        TypedData.DataOneofCase.Bytes => value.Bytes.ToByteArray(),
        TypedData.DataOneofCase.Int => value.Int,
        TypedData.DataOneofCase.Double => value.Double,
        _ => null,
    };
}
