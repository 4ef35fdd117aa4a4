using System.Text.Json;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.LocalHost.Worker;

/// <summary>One function as the worker describes it.</summary>
internal sealed class FunctionMetadata(RpcFunctionMetadata rpc)
{
    private readonly JsonElement[] bindings = [.. rpc.RawBindings.Select(json => JsonSerializer.Deserialize<JsonElement>(json))];

    public RpcFunctionMetadata Rpc => rpc;

    public string Name => rpc.Name;

    public string Id => rpc.FunctionId;

    public JsonElement Trigger => bindings.First(binding => TypeOf(binding).EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));

    public string TriggerType => TypeOf(Trigger);

    public string TriggerParameter => Text(Trigger, "name")!;

    /// <summary>The parameter that takes a durable client, if there is one.</summary>
    public string? DurableClient => bindings.Where(binding => TypeOf(binding).Equals("durableClient", StringComparison.OrdinalIgnoreCase))
        .Select(binding => Text(binding, "name")).FirstOrDefault();

    public bool Is(string triggerType) => TriggerType.Equals(triggerType, StringComparison.OrdinalIgnoreCase);

    public static string? Text(JsonElement binding, string name) =>
        Property(binding, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    // Bindings are written by the worker's own tools, in any case.
    public static JsonElement? Property(JsonElement binding, string name)
    {
        foreach (var property in binding.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }

    private static string TypeOf(JsonElement binding) => Text(binding, "type") ?? "";
}
