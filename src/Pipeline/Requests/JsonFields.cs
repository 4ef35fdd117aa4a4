using System.Text.Json;

namespace VideoPipeline.Requests;

/// <summary>Typed access to the members of one JSON object; what does not fit becomes a field error and reads as absent.</summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
    private readonly string prefix;
    private readonly FieldErrors errors;

    public JsonFields(JsonElement json, FieldErrors errors, IReadOnlySet<string> known, string prefix = "")
    {
        this.errors = errors;
        this.prefix = prefix;
        foreach (var member in json.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                errors.Add(Path(member.Name), RequestCodes.UnknownField, $"There is no field '{Shown(member.Name)}'.");
            }
            else if (!members.TryAdd(member.Name, member.Value))
            {
                errors.Add(Path(member.Name), RequestCodes.DuplicateField, $"'{member.Name}' stands there more than once.");
            }
        }
    }

    /// <summary>The member, or null when it is absent or JSON null.</summary>
    public JsonElement? Member(string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    public string? Text(string name) => Member(name) is { } value ? Text(Path(name), value) : null;

    public string? Text(string field, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String)
        {
            return value.GetString();
        }

        WrongType(field, "a string", value);
        return null;
    }

    public string? Text(FieldRule rule) => Text(rule.Name);

    public string? Choice(FieldRule rule) => Choice(rule.Name, rule.Choices!);

    public bool? Flag(FieldRule rule) => Flag(rule.Name);

    public long? Whole(FieldRule rule) => Whole(rule.Name, (long)rule.Min!, (long)rule.Max!);

    public IEnumerable<(string Field, JsonElement Value)> Items(FieldRule rule) => Items(rule.Name, rule.MaxItems!.Value);

    /// <summary>One of the allowed values, whatever its case; null when absent or wrong.</summary>
    private string? Choice(string name, IReadOnlyList<string> allowed)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        var match = allowed.FirstOrDefault(a => a.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (match is null)
        {
            errors.Add(Path(name), RequestCodes.UnknownValue, $"'{name}' must be one of {string.Join(", ", allowed)}.");
        }

        return match;
    }

    private bool? Flag(string name)
    {
        switch (Member(name))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.True }:
                return true;
            case { ValueKind: JsonValueKind.False }:
                return false;
            case { } value:
                WrongType(Path(name), "true or false", value);
                return null;
        }
    }

    /// <summary>A whole number; 5.0 is one too.</summary>
    private long? Whole(string name, long min, long max)
    {
        if (Member(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is not JsonValueKind.Number)
        {
            WrongType(Path(name), "a whole number", value);
            return null;
        }

        if (!value.TryGetDecimal(out var number) || number < min || number > max)
        {
            errors.Add(Path(name), RequestCodes.OutOfRange, $"'{name}' must be from {min} to {max}.");
            return null;
        }

        if (number != decimal.Truncate(number))
        {
            errors.Add(Path(name), RequestCodes.WrongType, $"'{name}' must be a whole number.");
            return null;
        }

        return (long)number;
    }

    /// <summary>The elements of an array with their field paths.</summary>
    private IEnumerable<(string Field, JsonElement Value)> Items(string name, int max)
    {
        if (Member(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind is not JsonValueKind.Array)
        {
            WrongType(Path(name), "an array", value);
            return [];
        }

        if (value.GetArrayLength() > max)
        {
            errors.Add(Path(name), RequestCodes.TooManyItems, $"'{name}' takes at most {max}, not {value.GetArrayLength()}.");
            return [];
        }

        return value.EnumerateArray().Select((item, i) => ($"{Path(name)}[{i}]", item));
    }

    public void WrongType(string field, string expected, JsonElement actual) =>
        errors.Add(field, RequestCodes.WrongType, $"'{field}' must be {expected}, not {Name(actual.ValueKind)}.");

    private string Path(string name) => prefix.Length == 0 ? Shown(name) : $"{prefix}.{Shown(name)}";

    // A caller's own member name goes back into an answer and into logs: keep it short and printable.
    private static string Shown(string name)
    {
        var printable = new string([.. name.Take(64).Select(c => char.IsControl(c) ? '?' : c)]);
        return name.Length > 64 ? printable + "…" : printable;
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
