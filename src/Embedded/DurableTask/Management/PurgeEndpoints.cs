using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace VideoPipeline.Embedded.DurableTask.Management;

/// <summary>Deletes finished instances.</summary>
internal sealed class PurgeEndpoints(DurableTaskClient client)
{
    public async Task<IResult> PurgeAsync(string instanceId, HttpContext http) =>
        Answer(await client.PurgeInstanceAsync(instanceId, http.RequestAborted));

    public async Task<IResult> PurgeManyAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var from = query.Time("createdTimeFrom")
            ?? throw new ArgumentException("Please provide value for 'createdTimeFrom' parameter.", nameof(http));
        var filter = new PurgeInstancesFilter(from, query.Time("createdTimeTo"), query.Statuses());
        return Answer(await client.PurgeAllInstancesAsync(filter, http.RequestAborted));
    }

    private static IResult Answer(PurgeResult purged) => purged.PurgedInstanceCount == 0
        ? Results.NotFound()
        : Results.Json(new Dictionary<string, int> { ["instancesDeleted"] = purged.PurgedInstanceCount });
}
