using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Batches;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Batches;

/// <summary>A batch as it would be: rows as they were understood, what is wrong with them, and the price of all.</summary>
/// <param name="Items">How many there are.</param>
/// <param name="Refused">How many of them are not valid.</param>
/// <param name="QuotedUsd">Of those that are valid.</param>
/// <param name="ExpectedFailures">How many today's budget is not enough for.</param>
/// <param name="IsCut">What follows could not be read, so that it cannot be started by leaving out the bad rows.</param>
/// <param name="Rows">The first of them, and those with errors.</param>
public sealed record BatchPreview(
    string? Name,
    int Items,
    int Refused,
    decimal QuotedUsd,
    int ExpectedFailures,
    bool IsCut,
    int MaxConcurrency,
    IReadOnlyList<PreviewRow> Rows);

/// <summary>An item.</summary>
/// <param name="Item">Its own name.</param>
/// <param name="Fields">What it says itself, long texts cut.</param>
public sealed record PreviewRow(
    int Line, string? Item, JsonNode? Fields, string? Provider = null, decimal? QuotedUsd = null, IReadOnlyList<FieldError>? Errors = null);

/// <summary>A preview while the items are read.</summary>
internal sealed class BatchPreviewDraft(DayBudget day)
{
    private const int FirstRows = 100;
    private const int MostRefused = 200;
    private const int LongestText = 500;

    private readonly List<PreviewRow> _rows = [];
    private int _refused;
    private decimal _quotedUsd;
    private bool _isCut;

    public int Items { get; private set; }

    public void Add(RawItem raw, ReadItem item)
    {
        Items++;
        _isCut |= raw.IsCut;
        var quote = item.Cheapest?.Quote?.AmountUsd;
        if (item.Refusal is null)
        {
            day.Take(quote);
            _quotedUsd += quote ?? 0;
        }
        else
        {
            _refused++;
        }

        if (Items <= FirstRows || (item.Refusal is not null && _refused <= MostRefused))
        {
            _rows.Add(new PreviewRow(
                raw.Line, item.Name, Fields(raw), item.Cheapest?.Provider, quote, item.Refusal is { } refusal ? Errors(refusal) : null));
        }
    }

    public BatchPreview Of(BatchOptions options) => new(
        options.Name, Items, _refused, _quotedUsd, day.ExpectedFailures, _isCut, options.MaxConcurrency, _rows);

    private static FieldError[] Errors(Problem problem) =>
        problem.Errors.Count > 0 ? [.. problem.Errors] : [new FieldError("", problem.Code, problem.Detail)];

    private static JsonNode? Fields(RawItem raw)
    {
        try
        {
            return raw.Json.ValueKind is JsonValueKind.Undefined ? null : Cut(raw.Json);
        }
        catch (InvalidOperationException)
        {
            // Valid JSON and no valid Unicode; the row's error says so.
            return null;
        }
    }

    private static JsonNode? Cut(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new JsonObject(value.EnumerateObject()
            .DistinctBy(member => member.Name).Select(member => KeyValuePair.Create(member.Name, Cut(member.Value)))),
        JsonValueKind.Array => new JsonArray([.. value.EnumerateArray().Select(Cut)]),
        JsonValueKind.String when value.GetString() is { Length: > LongestText } text => JsonValue.Create(text[..LongestText] + "…"),
        _ => JsonSerializer.SerializeToNode(value),
    };
}
