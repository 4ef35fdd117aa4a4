namespace VideoPipeline.Cli.Up;

/// <summary>How the local stack is to run; a port that is null is the usual one when free, otherwise any; <c>AppSettings</c> add to the usual ones.</summary>
internal sealed record LocalStackOptions(
    string DataDirectory,
    double GenerationSeconds,
    int? Port = null,
    int? SimulatorPort = null,
    int? ServiceBusPort = null,
    bool UsualPorts = true,
    IReadOnlyDictionary<string, string>? AppSettings = null);
