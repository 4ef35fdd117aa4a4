namespace VideoPipeline.Functions.FrontDoors;

/// <summary>What a door has asked of a body: the fields that it takes, with their rules.</summary>
internal sealed class DoorFields
{
    private readonly Dictionary<string, DoorField> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _documented = new(StringComparer.Ordinal);

    /// <summary>The documented ones, in order.</summary>
    public IEnumerable<DoorField> All => _documented.Select(name => _fields.GetValueOrDefault(name) ?? new DoorField(name));

    public void Only(IReadOnlyCollection<string> documented) => _documented.UnionWith(documented);

    public void Add(string name, DoorFieldKind kind)
    {
        var field = Of(name);
        field.Kind = kind > field.Kind ? kind : field.Kind;
    }

    public void Require(string name) => Of(name).IsRequired = true;

    public void Choose(string name, IReadOnlyCollection<string> choices) => Of(name).Choices.UnionWith(choices);

    public void Limit(string name, DoorFieldKind kind, decimal min, decimal max)
    {
        Add(name, kind);
        (Of(name).Min, Of(name).Max) = (min, max);
    }

    public DoorFields Part(string name, bool isList)
    {
        Add(name, isList ? DoorFieldKind.Objects : DoorFieldKind.Object);
        return Of(name).Part ??= new DoorFields();
    }

    private DoorField Of(string name) => _fields.TryGetValue(name, out var field) ? field : _fields[name] = new DoorField(name);
}

/// <summary>One field of a dialect.</summary>
internal sealed class DoorField(string name)
{
    public string Name => name;

    public DoorFieldKind Kind { get; set; }

    public bool IsRequired { get; set; }

    public SortedSet<string> Choices { get; } = new(StringComparer.Ordinal);

    public decimal? Min { get; set; }

    public decimal? Max { get; set; }

    public DoorFields? Part { get; set; }
}

/// <summary>What a field takes; of two that were asked for, the later one says more.</summary>
internal enum DoorFieldKind
{
    Text,
    Url,
    Flag,
    Number,
    Whole,
    Numbers,
    Urls,
    Object,
    Objects,
}
