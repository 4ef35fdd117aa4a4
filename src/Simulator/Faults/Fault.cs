using System.Globalization;

namespace VideoPipeline.Simulator.Faults;

/// <summary>A fault with its parameters, as a marker, a header or an admin rule asked for it.</summary>
internal sealed class Fault(FaultDefinition definition, IReadOnlyDictionary<string, string> parameters, string source)
{
    public FaultDefinition Definition { get; } = definition;

    public FaultKind Kind => Definition.Kind;

    public FaultStage Stage => Definition.Stage;

    /// <summary>The words that asked for it; part of the key by which its turns are counted.</summary>
    public string Source { get; } = source;

    /// <summary>How often it strikes for one task or prompt; 0 is for ever.</summary>
    public int Times => Whole("times");

    public int Status => Whole("status");

    public int RetryAfter => Whole("retry_after");

    public TimeSpan Seconds => TimeSpan.FromSeconds((double)Number("seconds"));

    public decimal Part => Number("part");

    public decimal Factor => Number("factor");

    public string Text(string name) => parameters.GetValueOrDefault(name, "");

    public override string ToString() => Source;

    private int Whole(string name) => (int)Number(name);

    private decimal Number(string name) =>
        parameters.TryGetValue(name, out var text) ? decimal.Parse(text, CultureInfo.InvariantCulture) : 0m;
}
