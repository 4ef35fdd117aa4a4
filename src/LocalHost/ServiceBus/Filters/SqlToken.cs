using System.Text.RegularExpressions;

namespace VideoPipeline.LocalHost.ServiceBus.Filters;

internal enum SqlTokenKind
{
    Name,
    Text,
    Number,
    Symbol,
    End,
}

/// <summary>A token of a SQL filter; quoted names and texts come without their quotes.</summary>
internal readonly partial record struct SqlToken(SqlTokenKind Kind, string Value, int Position, bool IsQuoted = false)
{
    public static IReadOnlyList<SqlToken> Split(string expression)
    {
        var tokens = new List<SqlToken>();
        var position = 0;
        while (position < expression.Length)
        {
            var match = TokenPattern().Match(expression, position);
            if (!match.Success)
            {
                throw new FormatException($"'{expression}': unexpected character at {position}.");
            }

            if (Read(match) is { } token)
            {
                tokens.Add(token);
            }

            position += match.Length;
        }

        tokens.Add(new SqlToken(SqlTokenKind.End, "", expression.Length));
        return tokens;
    }

    public bool Is(string keywordOrSymbol) =>
        Kind is SqlTokenKind.Name or SqlTokenKind.Symbol && !IsQuoted
        && Value.Equals(keywordOrSymbol, StringComparison.OrdinalIgnoreCase);

    private static SqlToken? Read(Match match)
    {
        if (match.Groups["text"] is { Success: true } text)
        {
            return new SqlToken(SqlTokenKind.Text, text.Value.Replace("''", "'", StringComparison.Ordinal), match.Index);
        }

        if (match.Groups["quoted"] is { Success: true } quoted)
        {
            return new SqlToken(SqlTokenKind.Name, quoted.Value, match.Index, IsQuoted: true);
        }

        if (match.Groups["name"].Success)
        {
            return new SqlToken(SqlTokenKind.Name, match.Value, match.Index);
        }

        if (match.Groups["number"].Success)
        {
            return new SqlToken(SqlTokenKind.Number, match.Value, match.Index);
        }

        return match.Groups["symbol"].Success ? new SqlToken(SqlTokenKind.Symbol, match.Value, match.Index) : null;
    }

    [GeneratedRegex("""
        \G(?:\s+|'(?<text>(?:[^']|'')*)'|\[(?<quoted>[^\]]+)\]|"(?<quoted>[^"]+)"
        |(?<number>-?\d+(?:\.\d+)?)|(?<name>[A-Za-z_][\w\-]*(?:\.[A-Za-z_][\w\-]*)*)|(?<symbol><>|!=|<=|>=|[=<>(),]))
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex TokenPattern();
}
