using System.Text.RegularExpressions;

namespace ServiceBusExtension.Tests.Api;

/// <summary>Reads the list of public signatures: a type a block, a member a line.</summary>
internal static partial class ApiList
{
    private static readonly string[] TypeKinds = ["record class", "class", "struct", "interface", "enum", "delegate"];

    public static IReadOnlyDictionary<string, ApiType> ReadAll() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "Microsoft.Azure.Functions.Worker.Extensions.ServiceBus.txt")
            .SelectMany(file => Read(File.ReadAllLines(file)))
            .GroupBy(type => type.Name)
            .ToDictionary(group => group.Key, Merge);

    public static IEnumerable<ApiType> Read(IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Length == 0 || lines[i][0] is '#' or ' ')
            {
                continue;
            }

            var members = lines.Skip(i + 1).TakeWhile(line => line.StartsWith(' ')).Select(line => line.Trim()).ToArray();
            yield return ReadType(lines[i], members);
        }
    }

    // Extension classes of one name stand in several packages (ServiceCollectionExtensions).
    private static ApiType Merge(IGrouping<string, ApiType> parts) =>
        parts.First() with { Members = [.. parts.SelectMany(part => part.Members)] };

    private static ApiType ReadType(string header, string[] lines)
    {
        var usage = Usage().Match(header) is { Success: true } match ? match.Groups[1].Value : null;
        var text = header[header.IndexOf("public ", StringComparison.Ordinal)..];
        var (declaration, bases) = text.IndexOf(" : ", StringComparison.Ordinal) is var colon and >= 0
            ? (text[..colon], ApiText.Split(text[(colon + 3)..], ','))
            : (text, []);
        var kind = TypeKinds.First(kind => declaration.Contains($" {kind} ", StringComparison.Ordinal));
        var (modifiers, name) = Cut(declaration, $" {kind} ");

        var loose = lines.Length > 0 && lines.All(line => line.Contains($" {name}.", StringComparison.Ordinal));
        var members = lines.Select(line => loose ? line.Replace($" {name}.", " ", StringComparison.Ordinal) : line)
            .Select(line => ReadMember(line, kind, ApiText.SimpleName(name)));
        return new ApiType(
            name, kind == "record class" ? "class" : kind, modifiers.Split(' ').ToHashSet(), bases, usage,
            [.. members.OfType<ApiMember>()])
        { IsLoose = loose };
    }

    private static ApiMember? ReadMember(string line, string typeKind, string typeName)
    {
        var text = Attributes().Replace(line, "").TrimEnd(';');
        if (typeKind == "enum")
        {
            // `Name = 1`, or from published pages `public const Type Name`, and a constructor that is none.
            return text.EndsWith(')') ? null : new ApiMember(
                "value", text.Split(" = ")[0].Split(' ')[^1], text.Contains(" = ", StringComparison.Ordinal) ? text.Split(" = ")[1] : "", [], Set());
        }

        if (typeKind == "delegate")
        {
            return ReadMethod(text, typeName) with { Kind = "delegate" };
        }

        var parenthesis = ApiText.IndexOf(text, '(');
        var brace = ApiText.IndexOf(text, '{');
        return brace >= 0 && (parenthesis < 0 || brace < parenthesis) ? ReadProperty(text, brace)
            : parenthesis >= 0 && !text.Contains(" const ", StringComparison.Ordinal) ? ReadMethod(text, typeName)
            : ReadField(text);
    }

    private static ApiMember ReadMethod(string text, string typeName)
    {
        var open = ApiText.IndexOf(text, '(');
        var close = ApiText.Closing(text, open);
        var words = ApiText.Split(text[..open], ' ');
        var (name, typeParameters) = ApiText.CutTypeParameters(words[^1]);
        var parameters = ApiText.Split(text[(open + 1)..close], ',').Select(ReadParameter).ToArray();
        return name == typeName && words[..^1].All(ApiText.IsModifier)
            ? new ApiMember("constructor", name, "", parameters, words[..^1].ToHashSet())
            : new ApiMember("method", name, words[^2], parameters, words[..^2].ToHashSet())
            {
                TypeParameterCount = typeParameters,
                Constraints = text[(close + 1)..].TrimEnd(),
            };
    }

    private static ApiParameter ReadParameter(string text)
    {
        var (declaration, value) = Cut(text, " = ");
        var words = ApiText.Split(declaration, ' ');
        return new ApiParameter(string.Join(' ', words[..^2]), words[^2], words[^1], value.Length == 0 ? null : value);
    }

    private static ApiMember ReadProperty(string text, int brace)
    {
        var words = ApiText.Split(text[..brace].Trim(), ' ');
        var accessors = text[(brace + 1)..text.IndexOf('}', StringComparison.Ordinal)]
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new ApiMember("property", words[^1], words[^2], [], words[..^2].ToHashSet()) { Accessors = accessors.ToHashSet() };
    }

    private static ApiMember ReadField(string text)
    {
        var words = ApiText.Split(Cut(text, " = ").Before, ' ');
        var kind = words.Contains("event") ? "event" : "field";
        return new ApiMember(kind, words[^1], words[^2], [], words[..^2].Where(word => word != "event").ToHashSet());
    }

    private static (string Before, string After) Cut(string text, string separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var at and >= 0 ? (text[..at], text[(at + separator.Length)..]) : (text, "");

    private static HashSet<string> Set() => [];

    [GeneratedRegex(@"^(\[[^\]]*\] )+")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\[Usage\(([^)]*)\)\]")]
    private static partial Regex Usage();
}
