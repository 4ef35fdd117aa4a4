using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Up;

internal sealed record LocalPorts(int App, int Simulator, int Blob, int ServiceBus)
{
    public const int UsualApp = 7071;
    public const int UsualSimulator = 7072;
    public const int UsualBlob = 10000;
    public const int UsualServiceBus = 5672;

    public Uri AppUrl => new($"http://127.0.0.1:{App}/");

    public Uri SimulatorUrl => new($"http://127.0.0.1:{Simulator}/");

    public Uri BlobUrl => new($"http://127.0.0.1:{Blob}/devstoreaccount1");

    /// <summary>As Microsoft's emulator has it; the key opens nothing.</summary>
    public string ServiceBusConnection =>
        $"Endpoint=sb://127.0.0.1:{ServiceBus};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=local;UseDevelopmentEmulator=true;";

    public static LocalPorts Choose(LocalStackOptions options)
    {
        using var ports = new FreePorts();
        int Pick(int usual) => options.UsualPorts ? ports.Prefer(usual) : ports.Any();
        int Exactly(int port, string option) =>
            ports.TryTake(port) ?? throw new UsageException($"{option} {port}: something listens there already.");

        // What was asked for by number goes first, so that no free choice takes it.
        var app = options.Port is { } appPort ? Exactly(appPort, "--port") : (int?)null;
        var simulator = options.SimulatorPort is { } simulatorPort ? Exactly(simulatorPort, "--simulator-port") : (int?)null;
        var serviceBus = options.ServiceBusPort is { } busPort ? Exactly(busPort, "--service-bus-port") : (int?)null;
        return new LocalPorts(app ?? Pick(UsualApp), simulator ?? Pick(UsualSimulator), Pick(UsualBlob), serviceBus ?? Pick(UsualServiceBus));
    }
}
