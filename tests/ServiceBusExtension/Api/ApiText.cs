namespace ServiceBusExtension.Tests.Api;

/// <summary>The little that must be known of C# to read a signature: brackets nest.</summary>
internal static class ApiText
{
    private static readonly HashSet<string> Modifiers =
        ["public", "protected", "internal", "static", "abstract", "virtual", "override", "sealed", "readonly", "const"];

    public static bool IsModifier(string word) => Modifiers.Contains(word);

    /// <summary>Splits at the separator outside of all brackets.</summary>
    public static string[] Split(string text, char separator)
    {
        var parts = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += Nesting(text[i]);
            if (text[i] == separator && depth == 0)
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(text[start..].Trim());
        return [.. parts.Where(part => part.Length > 0)];
    }

    public static int IndexOf(string text, char wanted)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == wanted && depth == 0)
            {
                return i;
            }

            depth += Nesting(text[i]);
        }

        return -1;
    }

    public static int Closing(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += Nesting(text[i]);
            if (depth == 0)
            {
                return i;
            }
        }

        throw new FormatException(text);
    }

    public static (string Name, int Count) CutTypeParameters(string name) =>
        name.IndexOf('<', StringComparison.Ordinal) is var open and >= 0
            ? (name[..open], Split(name[(open + 1)..^1], ',').Length)
            : (name, 0);

    public static string SimpleName(string fullName)
    {
        var name = fullName.IndexOf('<', StringComparison.Ordinal) is var open and >= 0 ? fullName[..open] : fullName;
        return name[(name.LastIndexOf('.') + 1)..];
    }

    /// <summary>
    /// Whether a type of an assembly is the one of a list: what may be null in the assembly's must be so in the list's, what may
    /// not (a value type) must not, and of a reference nobody knows.
    /// </summary>
    public static bool SameType(string assembly, string list)
    {
        var (a, l) = (0, 0);
        while (a < assembly.Length || l < list.Length)
        {
            var (x, y) = (a < assembly.Length ? assembly[a] : '\0', l < list.Length ? list[l] : '\0');
            if (x == y)
            {
                a++;
                l++;
            }
            else if (x == '!' && y != '?')
            {
                a++;
            }
            else if (y == '?' && x != '!')
            {
                l++;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static int Nesting(char character) => character switch
    {
        '<' or '(' or '[' or '{' => 1,
        '>' or ')' or ']' or '}' => -1,
        _ => 0,
    };
}
