using Microsoft.AspNetCore.Http;

namespace VideoPipeline.Embedded.ServiceBus.Rest;

internal enum RestCall
{
    Send,
    PeekLock,
    ReceiveAndDelete,
    Complete,
    Unlock,
    RenewLock,
    Manage,
}

/// <summary>What a request asks for; entity paths have any number of segments, so the end of the path decides.</summary>
internal readonly record struct RestRoute(RestCall Call, string Entity, Guid LockToken = default)
{
    /// <summary>False when the path is none of the API's; <paramref name="isKnownPath"/> then says whether another method would do.</summary>
    public static bool TryMatch(string method, string path, out RestRoute route, out bool isKnownPath)
    {
        var segments = path.Trim('/').Split('/');
        var found = segments switch
        {
            [.. { Length: > 0 } entity, "messages"] when HttpMethods.IsPost(method) => Of(RestCall.Send, entity),
            [.. { Length: > 0 } entity, "messages", "head"] when HttpMethods.IsPost(method) => Of(RestCall.PeekLock, entity),
            [.. { Length: > 0 } entity, "messages", "head"] when HttpMethods.IsDelete(method) => Of(RestCall.ReceiveAndDelete, entity),
            [.. { Length: > 0 } entity, "messages", { Length: > 0 }, var token] when Guid.TryParse(token, out var lockToken) =>
                Settle(method, entity, lockToken),
            [.. { Length: > 0 } entity, Wire.ManagementNode] when HttpMethods.IsPost(method) => Of(RestCall.Manage, entity),
            _ => (RestRoute?)null,
        };
        isKnownPath = segments is [_, .., "messages"] or [_, .., "messages", "head"] or [_, .., "messages", _, _] or [_, .., Wire.ManagementNode];
        route = found ?? default;
        return found is not null;
    }

    private static RestRoute? Settle(string method, string[] entity, Guid lockToken) =>
        HttpMethods.IsDelete(method) ? Of(RestCall.Complete, entity, lockToken)
        : HttpMethods.IsPut(method) ? Of(RestCall.Unlock, entity, lockToken)
        : HttpMethods.IsPost(method) ? Of(RestCall.RenewLock, entity, lockToken)
        : null;

    private static RestRoute Of(RestCall call, string[] entity, Guid lockToken = default) =>
        new(call, string.Join('/', entity), lockToken);
}
