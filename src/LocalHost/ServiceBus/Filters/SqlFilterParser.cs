using System.Globalization;
using System.Text.RegularExpressions;
using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Filters;

using Condition = Func<BrokeredContent, bool?>;
using Operand = Func<BrokeredContent, object?>;

/// <summary>
/// Recursive descent over AND, OR, NOT, parentheses, comparisons, IN, LIKE, IS [NOT] NULL and EXISTS(…), in SQL's
/// three-valued logic. Arithmetic is not part of the subset.
/// </summary>
internal sealed class SqlFilterParser(string expression)
{
    private static readonly string[] Comparisons = ["=", "<>", "!=", "<", ">", "<=", ">="];

    private readonly IReadOnlyList<SqlToken> tokens = SqlToken.Split(expression);
    private int next;

    private SqlToken Current => tokens[next];

    public Condition Parse()
    {
        var condition = ParseOr();
        return Current.Kind == SqlTokenKind.End ? condition : throw Unexpected();
    }

    private Condition ParseOr()
    {
        var left = ParseAnd();
        while (TryTake("OR"))
        {
            var (first, second) = (left, ParseAnd());
            left = content => Or(first(content), second(content));
        }

        return left;
    }

    private Condition ParseAnd()
    {
        var left = ParseNot();
        while (TryTake("AND"))
        {
            var (first, second) = (left, ParseNot());
            left = content => Not(Or(Not(first(content)), Not(second(content))));
        }

        return left;
    }

    private Condition ParseNot()
    {
        if (!TryTake("NOT"))
        {
            return ParsePredicate();
        }

        var inner = ParseNot();
        return content => Not(inner(content));
    }

    private Condition ParsePredicate()
    {
        if (TryTake("("))
        {
            var inner = ParseOr();
            Take(")");
            return inner;
        }

        if (TryTake("EXISTS"))
        {
            Take("(");
            var property = ParseOperand();
            Take(")");
            return content => property(content) is not null;
        }

        return ParseComparison(ParseOperand());
    }

    private Condition ParseComparison(Operand left)
    {
        if (TryTake("IS"))
        {
            var isNot = TryTake("NOT");
            Take("NULL");
            return content => left(content) is null != isNot;
        }

        if (Array.Find(Comparisons, TryTake) is { } symbol)
        {
            var right = ParseOperand();
            return content => SqlComparison.Compare(symbol, left(content), right(content));
        }

        var isNegated = TryTake("NOT");
        if (TryTake("IN"))
        {
            var condition = ParseIn(left);
            return isNegated ? content => Not(condition(content)) : condition;
        }

        if (TryTake("LIKE"))
        {
            var condition = ParseLike(left);
            return isNegated ? content => Not(condition(content)) : condition;
        }

        // A boolean stands for itself: TRUE, FALSE, 1=1 apart, or a boolean property.
        return isNegated ? throw Unexpected() : content => left(content) as bool?;
    }

    private Condition ParseIn(Operand left)
    {
        var values = new List<Operand>();
        Take("(");
        do
        {
            values.Add(ParseOperand());
        }
        while (TryTake(","));
        Take(")");
        return content => values.Select(value => SqlComparison.Compare("=", left(content), value(content))).Aggregate(Or);
    }

    private Condition ParseLike(Operand left)
    {
        if (Current.Kind != SqlTokenKind.Text)
        {
            throw Unexpected();
        }

        var escaped = Regex.Escape(Take().Value).Replace("%", ".*", StringComparison.Ordinal).Replace('_', '.');
        // Without backtracking, so that no pattern can hold up the broker.
        var pattern = new Regex($"^{escaped}$", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        return content => left(content) is string text ? pattern.IsMatch(text) : null;
    }

    private Operand ParseOperand()
    {
        var token = Take();
        switch (token.Kind)
        {
            case SqlTokenKind.Text:
                return _ => token.Value;
            case SqlTokenKind.Number:
                var number = decimal.Parse(token.Value, CultureInfo.InvariantCulture);
                return _ => number;
            case SqlTokenKind.Name when token.Is("TRUE"):
                return _ => true;
            case SqlTokenKind.Name when token.Is("FALSE"):
                return _ => false;
            case SqlTokenKind.Name when token.Is("NULL"):
                return _ => null;
            case SqlTokenKind.Name:
                return content => MessageFields.Value(content, token.Value);
            default:
                next--;
                throw Unexpected();
        }
    }

    private bool TryTake(string keywordOrSymbol)
    {
        if (!Current.Is(keywordOrSymbol))
        {
            return false;
        }

        next++;
        return true;
    }

    private SqlToken Take() => Current.Kind == SqlTokenKind.End ? throw Unexpected() : tokens[next++];

    private void Take(string keywordOrSymbol)
    {
        if (!TryTake(keywordOrSymbol))
        {
            throw Unexpected();
        }
    }

    private FormatException Unexpected() => new($"'{expression}': unexpected '{Current.Value}' at {Current.Position}.");

    private static bool? Not(bool? value) => !value;

    private static bool? Or(bool? left, bool? right) =>
        left == true || right == true ? true : left is null || right is null ? null : false;
}
