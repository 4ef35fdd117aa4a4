using System.Reflection;
using VideoPipeline.Embedded.DurableTask;

namespace VideoPipeline.Embedded.Functions;

/// <summary>What only the embedded host has: settings under EmbeddedHost, and what tests set in code (code wins).</summary>
public sealed class EmbeddedHostOptions
{
    public const string SectionName = "EmbeddedHost";

    public const string DefaultDataDirectory = ".local";

    /// <summary>Where the durable store, timer states and Azurite's data are kept; relative to the content root.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>What callers must present once it is set; needed to listen on any address but loopback.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Whether Azurite is started when the storage settings mean it and nothing answers there; true by default.</summary>
    public bool? StartAzurite { get; set; }

    /// <summary>Where functions are looked for; the entry assembly by default.</summary>
    public Assembly? FunctionsAssembly { get; set; }

    /// <summary>Instead of an assembly: only these classes.</summary>
    public IReadOnlyList<Type>? FunctionTypes { get; set; }

    /// <summary>Has the last word on the durable engine, for tests that let it die or do without flushing.</summary>
    internal Action<DurableTaskEngineOptions>? ConfigureEngine { get; set; }
}
