namespace VideoPipeline.Embedded.ServiceBus.Rest;

/// <summary>How a receiver settles a message, in the terms of the service's management calls.</summary>
internal sealed record Disposition(
    string Status, IEnumerable<KeyValuePair<string, object?>>? Properties, string? Reason = null, string? Description = null);
