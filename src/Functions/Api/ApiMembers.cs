using VideoPipeline.Batches;
using VideoPipeline.Functions.Batches;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.Api;

/// <summary>What members mean whose name does not say it.</summary>
internal static class ApiMembers
{
    private static readonly Dictionary<(Type, string), string> s_means = new()
    {
        [(typeof(JobDocument), "progress")] = "0 to 100.",
        [(typeof(JobDocument), "late")] = "The video came after the job had been parked or had failed.",
        [(typeof(JobDocument), "announced")] = "The events that have been told of the job.",
        [(typeof(JobDocument), "provider_task_id")] = "The reseller's own id.",
        [(typeof(JobDocument), "schema")] = "The version of this form.",
        [(typeof(JobError), "code")] = "Stable. Of a failure at the reseller, of a fetch (output_…), or of our own.",
        [(typeof(JobError), "message")] = "A sentence of ours.",
        [(typeof(JobError), "provider_code")] = "As the reseller spells it.",
        [(typeof(JobError), "provider_message")] = "The reseller's own words, cut at 512 characters.",
        [(typeof(OutputFile), "blob")] = "container/name.",
        [(typeof(OutputFile), "url")] = "The route that redirects to a short-lived link.",
        [(typeof(BatchDocument), "quoted_usd")] = "What the items were quoted at, each at its cheapest; absent when nothing has a price.",
        [(typeof(BatchDocument), "billed_usd")] = "What has been billed so far.",
        [(typeof(BatchDocument), "eta")] = "When the rest will be done at the pace so far.",
        [(typeof(BatchDocument), "retries")] = "How often items that failed for good were run again.",
        [(typeof(BatchDocument), "skipped")] = "How many lines were left out because they were not valid.",
        [(typeof(BatchCounts), "running")] = "Submitting, running or storing.",
        [(typeof(ItemDocument), "number")] = "From 1, in the order of the input.",
        [(typeof(ItemDocument), "item")] = "The item's own name.",
        [(typeof(ItemDocument), "line")] = "Where it stood in the input.",
        [(typeof(ItemDocument), "id")] = "Of its job; absent when it never became one.",
        [(typeof(TakenBatch), "skipped_errors")] = "What was skipped as it was not valid; the first thousand.",
        [(typeof(TakenBatch), "expected_failures")] = "How many items today's budget is not enough for.",
        [(typeof(ListedJobs), "cursor")] = "For the page after; absent when this is the last.",
        [(typeof(BatchPage), "cursor")] = "For the page after; absent when this is the last.",
        [(typeof(ItemPage), "cursor")] = "The number of the next item; absent when there is none.",
        [(typeof(FieldError), "field")] = "Its path in the body, or the parameter.",
        [(typeof(LineProblem), "errors")] = "The first thousand.",
        [(typeof(LineProblem), "total_errors")] = "How many there are.",
    };

    public static string? Means(Type type, string member) => s_means.GetValueOrDefault((type, member));
}
