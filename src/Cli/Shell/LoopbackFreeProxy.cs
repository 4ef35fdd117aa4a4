using System.Net;

namespace VideoPipeline.Cli.Shell;

/// <summary>The proxy of the environment, but never for this machine itself: no proxy could reach the local stack.</summary>
internal sealed class LoopbackFreeProxy(IWebProxy inner) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => inner.Credentials;
        set => inner.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : inner.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || inner.IsBypassed(host);
}
