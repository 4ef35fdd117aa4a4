using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Wire;

/// <summary>What a link is attached to; clients write the same address in several ways.</summary>
internal readonly record struct LinkAddress(string Path, LinkAddressKind Kind)
{
    private const string ManagementSuffix = "/$management";
    private const string TokenNode = "$cbs";

    public static LinkAddress Parse(string address)
    {
        var isUri = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" or "sb";
        var path = Uri.UnescapeDataString(isUri ? uri!.AbsolutePath : address).Trim('/');
        if (path.Equals(TokenNode, StringComparison.OrdinalIgnoreCase))
        {
            return new LinkAddress(path, LinkAddressKind.Tokens);
        }

        return path.EndsWith(ManagementSuffix, StringComparison.OrdinalIgnoreCase)
            ? new LinkAddress(path[..^ManagementSuffix.Length], LinkAddressKind.Management)
            : new LinkAddress(path, LinkAddressKind.Entity);
    }

    public bool IsDeadLetterQueue => Path.EndsWith(MessageQueue.DeadLetterSuffix, StringComparison.OrdinalIgnoreCase);
}

internal enum LinkAddressKind
{
    Entity,
    Management,
    Tokens,
}
