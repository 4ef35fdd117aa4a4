namespace ServiceBusExtension.Tests.Api;

/// <summary>Says where a surface goes beyond the lists: what would compile against it and not against the real packages.</summary>
internal sealed class ApiConformance(IReadOnlyDictionary<string, ApiType> lists)
{
    private static readonly HashSet<string> Unreliable = ["public", "protected", "override", "virtual"];

    public IEnumerable<string> Differences(ApiType type)
    {
        if (!lists.TryGetValue(type.Name.TrimEnd('!'), out var real))
        {
            return [$"{type.Name}: no such type"];
        }

        return HeaderDifferences(type, real)
            .Concat(type.Members.Where(member => !real.Members.Any(candidate => IsSame(type, member, real, candidate)))
                .Select(member => $"{type.Name}: no such member: {member}{Closest(member, real)}"))
            .Concat(Missing(type, real));
    }

    private static IEnumerable<string> HeaderDifferences(ApiType type, ApiType real)
    {
        if (type.Kind != real.Kind || !type.Modifiers.SetEquals(real.Modifiers))
        {
            yield return $"{type.Name}: is {Words(type)}, the real one {Words(real)}";
        }

        var usage = real.Usage?.Replace(", Inherited=False", "", StringComparison.Ordinal)
            .Replace(", AllowMultiple=False", "", StringComparison.Ordinal);
        if (type.Usage != usage)
        {
            yield return $"{type.Name}: attribute usage {type.Usage ?? "none"}, the real one {real.Usage ?? "none"}";
        }

        foreach (var parent in type.Bases.Where(parent => !real.Bases.Any(candidate => ApiText.SameType(parent, candidate))))
        {
            yield return $"{type.Name}: is no {parent}";
        }
    }

    // Whoever derives from it must write the same members against both.
    private static IEnumerable<string> Missing(ApiType type, ApiType real) =>
        !type.IsInherited ? [] : real.Members
            .Where(member => type.Kind == "interface" || member.Modifiers.Contains("abstract"))
            .Where(member => !type.Members.Any(candidate => IsSame(type, candidate, real, member)))
            .Select(member => $"{type.Name}: lacks {member}, which whoever derives from the real one must write");

    private static bool IsSame(ApiType type, ApiMember member, ApiType real, ApiMember candidate) =>
        member.Kind == candidate.Kind
        && member.Name == candidate.Name
        && ApiText.SameType(member.Type, candidate.Type)
        && member.TypeParameterCount == candidate.TypeParameterCount
        && ApiText.SameType(member.Constraints, candidate.Constraints)
        && member.Parameters.Count == candidate.Parameters.Count
        && member.Parameters.Zip(candidate.Parameters).All(pair => IsSame(pair.First, pair.Second))
        && SameModifiers(member, candidate, real.IsLoose)
        && (type.IsInherited && member.Modifiers.Contains("abstract") || type.Kind == "interface"
            ? member.Accessors.SetEquals(candidate.Accessors)
            : member.Accessors.IsSubsetOf(candidate.Accessors));

    private static bool IsSame(ApiParameter parameter, ApiParameter candidate) =>
        parameter.Modifier == candidate.Modifier
        && ApiText.SameType(parameter.Type, candidate.Type)
        && parameter.Name == candidate.Name
        && SameDefault(parameter.Default, candidate.Default);

    // The lists write null for a reference and default for the rest.
    private static bool SameDefault(string? value, string? candidate) =>
        value == candidate || (value == "default" && candidate is "null" or "default") || (value is not null && candidate == $"\"{value}\"");

    // To another assembly, protected internal is protected.
    private static bool SameModifiers(ApiMember member, ApiMember candidate, bool loose)
    {
        var ignored = loose ? Unreliable : [];
        return member.Modifiers.Except(ignored).ToHashSet().SetEquals(candidate.Modifiers.Except(ignored).Where(word => word != "internal"));
    }

    private static string Closest(ApiMember member, ApiType real)
    {
        var candidates = real.Members.Where(candidate => candidate.Name == member.Name && candidate.Kind == member.Kind).ToArray();
        return candidates.Length == 0 ? "" : $" (there are: {string.Join(" | ", candidates.Select(candidate => candidate.ToString()))})";
    }

    private static string Words(ApiType type) => $"{string.Join(' ', type.Modifiers.Order())} {type.Kind}";
}
