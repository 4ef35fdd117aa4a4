using System.Diagnostics;
using System.Text.Json;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.Support.Worker;

/// <summary>A function of the worker and its bindings.</summary>
internal sealed class WorkerFunction(RpcFunctionMetadata metadata)
{
    private readonly IReadOnlyList<JsonElement> _bindings = [.. metadata.RawBindings.Select(binding => JsonDocument.Parse(binding).RootElement)];

    public string Name => metadata.Name;

    public JsonElement? Binding(string type) =>
        _bindings.Where(binding => Text(binding, "type").Equals(type, StringComparison.OrdinalIgnoreCase)).Cast<JsonElement?>().FirstOrDefault();

    public static string Text(JsonElement binding, string property) =>
        binding.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";

    public InvocationRequest Request(string? id = null) => new()
    {
        InvocationId = id ?? Guid.NewGuid().ToString(),
        TraceContext = new RpcTraceContext { TraceParent = Activity.Current?.Id ?? "" },
    };

    public InvocationRequest Request(string trigger, TypedData data, string client)
    {
        var request = Request();
        request.InputData.Add(new ParameterBinding { Name = Text(Binding(trigger)!.Value, "name"), Data = data });
        return WithClient(request, client);
    }

    public InvocationRequest WithClient(InvocationRequest request, string client)
    {
        if (Binding("durableClient") is { } durable)
        {
            request.InputData.Add(new ParameterBinding { Name = Text(durable, "name"), Data = new TypedData { String = client } });
        }

        return request;
    }
}
