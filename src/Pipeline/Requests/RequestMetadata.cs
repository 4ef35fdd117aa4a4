using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VideoPipeline.Requests;

/// <summary>The caller's own pairs: few, short and plain, because they travel as blob metadata and message properties.</summary>
internal static partial class RequestMetadata
{
    internal const int MaxPairs = 16;

    internal const string KeyForm = "[a-z][a-z0-9_]{0,31}";

    /// <summary>Keys and values in UTF-8; percent-encoded this stays below the 8 KB that a blob holds.</summary>
    internal const int MaxBytes = 2048;

    public static IReadOnlyDictionary<string, string> Read(JsonElement? json, FieldErrors errors)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (json is not { } value)
        {
            return pairs;
        }

        if (value.ValueKind is not JsonValueKind.Object)
        {
            errors.Add("metadata", RequestCodes.WrongType, "'metadata' must be an object of strings.");
            return pairs;
        }

        foreach (var member in value.EnumerateObject())
        {
            Add(pairs, member, errors);
        }

        if (value.EnumerateObject().Count() > MaxPairs)
        {
            errors.Add("metadata", RequestCodes.TooManyItems, $"'metadata' takes at most {MaxPairs} pairs.");
        }
        else if (pairs.Sum(p => Encoding.UTF8.GetByteCount(p.Key) + Encoding.UTF8.GetByteCount(p.Value)) > MaxBytes)
        {
            errors.Add("metadata", RequestCodes.TooLong, $"'metadata' takes at most {MaxBytes} bytes in all.");
        }

        return pairs;
    }

    private static void Add(SortedDictionary<string, string> pairs, JsonProperty member, FieldErrors errors)
    {
        if (!Key().IsMatch(member.Name))
        {
            errors.Add("metadata", RequestCodes.InvalidKey, $"A key in 'metadata' must fit {KeyForm}.");
        }
        else if (member.Value.ValueKind is not JsonValueKind.String)
        {
            errors.Add($"metadata.{member.Name}", RequestCodes.WrongType, $"'metadata.{member.Name}' must be a string.");
        }
        else if (!pairs.TryAdd(member.Name, member.Value.GetString()!))
        {
            errors.Add($"metadata.{member.Name}", RequestCodes.DuplicateField, $"'metadata.{member.Name}' stands there more than once.");
        }
    }

    [GeneratedRegex($"^{KeyForm}\\z")]
    private static partial Regex Key();
}
