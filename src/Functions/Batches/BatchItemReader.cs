using System.Text.Json;
using VideoPipeline.Batches;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Requests;
using VideoPipeline.Resellers.Routing;

namespace VideoPipeline.Functions.Batches;

/// <summary>Reads one item of a batch: what it asks for with the batch's defaults, and who would make it.</summary>
public sealed class BatchItemReader(VideoRoutes routes, RequestRules rules)
{
    internal async Task<ReadItem> ReadAsync(RawItem raw, BatchOptions options, CancellationToken cancellationToken)
    {
        var (reading, name) = Read(raw, options);
        if (reading?.Request is not { } request)
        {
            return new ReadItem(reading, name, Refusal: reading?.Problem ?? new Problem(400, raw.Fault!.Code, raw.Fault.Message, [raw.Fault]));
        }

        var plan = (await routes.FindAsync(request, cancellationToken)).Plan;
        if (plan.ToProblem(request) is { } impossible)
        {
            return new ReadItem(reading, name, Refusal: impossible);
        }

        var cheapest = plan.Candidates[0];
        return cheapest.Quote is null && options.MaxCostUsd is not null
            ? new ReadItem(reading, name, Refusal: new Problem(422, RequestCodes.Unpriced, "The item has no price.", [new FieldError(
                "resolution", RequestCodes.Unpriced, "The batch has a max_cost_usd, and this item has no price.")]))
            : new ReadItem(reading, name, cheapest);
    }

    /// <summary>The request alone, which needs nobody to be asked; null where the raw item has a fault.</summary>
    internal (RequestReading? Reading, string? Name) Read(RawItem raw, BatchOptions options)
    {
        if (raw.Fault is not null)
        {
            return (null, null);
        }

        if (raw.Json.ValueKind is not JsonValueKind.Object)
        {
            return (VideoRequestReader.Read(raw.Json, rules), null);
        }

        try
        {
            var (request, name) = ItemDefaults.Apply(raw.Json, options.Defaults);
            return (VideoRequestReader.Read(request, rules), name);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // A string that is valid JSON and no valid Unicode: the reader has the words for it.
            return (VideoRequestReader.Read(raw.Json, rules), null);
        }
    }
}

/// <summary>An item as it was read.</summary>
/// <param name="Name">Its own.</param>
/// <param name="Cheapest">Who would make it; null when it is refused.</param>
/// <param name="Refusal">Why it is not valid, or why nobody can make it.</param>
internal sealed record ReadItem(RequestReading? Reading, string? Name, Candidate? Cheapest = null, Problem? Refusal = null);
