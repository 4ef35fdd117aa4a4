namespace ServiceBusExtension.Tests.Api;

/// <summary>A public type of a list or an assembly: `public sealed class Name : Base, Interfaces`.</summary>
internal sealed record ApiType(
    string Name, string Kind, IReadOnlySet<string> Modifiers, IReadOnlyList<string> Bases, string? Usage, IReadOnlyList<ApiMember> Members)
{
    /// <summary>A list made from published pages, whose accessibility of members is not to be relied on.</summary>
    public bool IsLoose { get; init; }

    public bool IsInherited => Kind == "interface" || Modifiers.Contains("abstract");
}

/// <summary>
/// A member: method, constructor, property, field, event, enum value or delegate signature. Types are full names with C# keywords;
/// `?` follows what may be null, and in an assembly's surface `!` follows a value type that may not.
/// </summary>
internal sealed record ApiMember(
    string Kind, string Name, string Type, IReadOnlyList<ApiParameter> Parameters, IReadOnlySet<string> Modifiers)
{
    public int TypeParameterCount { get; init; }

    /// <summary>get, set, init, with their own accessibility when it differs.</summary>
    public IReadOnlySet<string> Accessors { get; init; } = new HashSet<string>();

    public string Constraints { get; init; } = "";

    public override string ToString()
    {
        var parameters = Kind is "method" or "constructor" or "delegate" ? $"({string.Join(", ", Parameters)})" : "";
        var accessors = Accessors.Count > 0 ? $" {{ {string.Join("; ", Accessors.Order())}; }}" : "";
        return $"{string.Join(' ', Modifiers.Order())} {Type} {Name}{parameters}{accessors}{Constraints}".Trim();
    }
}

internal sealed record ApiParameter(string Modifier, string Type, string Name, string? Default)
{
    public override string ToString() => $"{Modifier} {Type} {Name}{(Default is null ? "" : $" = {Default}")}".Trim();
}
