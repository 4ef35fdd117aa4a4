using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Videos;

namespace VideoPipeline.Cli.Demo.Chaos;

/// <summary>What the simulated resellers have received, accepted and charged, by their admin API.</summary>
internal sealed class ResellerBooks(HttpClient http, Uri simulator)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>So many POSTs, the next ones, are answered two seconds after they are accepted.</summary>
    public async Task HoldPostsAsync(int count, CancellationToken cancellationToken)
    {
        var fault = new JsonObject { ["fault"] = "held seconds=2 times=0", ["count"] = count };
        using var rule = new StringContent(fault.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await http.PostAsync(new Uri(simulator, "admin/faults"), rule, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<int> OpenPostsAsync(CancellationToken cancellationToken) =>
        (await ReadAsync("admin/submissions", cancellationToken)).Count(post => post.GetProperty("open").GetBoolean());

    public async Task UntilPostIsOpenAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + LongestWait;
        while (await OpenPostsAsync(cancellationToken) == 0)
        {
            if (time.GetUtcNow() > deadline)
            {
                throw new CommandFailedException($"No POST has reached the resellers in {LongestWait.TotalSeconds:0} s.");
            }

            await Task.Delay(TimeSpan.FromSeconds(0.05), time, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<ResellerTask>> TasksAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync("admin/tasks", cancellationToken)).Select(Read)];

    /// <summary>Everything that does not agree between the jobs and the books.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(IReadOnlyList<DemoResult> results, CancellationToken cancellationToken)
    {
        var tasks = await TasksAsync(cancellationToken);
        return [.. Twice(tasks, results), .. Unknown(tasks, results), .. results.SelectMany(result => Differences(result, tasks))];
    }

    private static IEnumerable<string> Twice(IReadOnlyList<ResellerTask> tasks, IReadOnlyList<DemoResult> results) =>
        from wanted in results.CountBy(result => PromptOf(result.Item))
        let accepted = tasks.Count(task => task.Prompt == wanted.Key)
        where accepted != wanted.Value
        select $"The resellers accepted {accepted} POSTs where {wanted.Value} was wanted: {wanted.Key}";

    private static IEnumerable<string> Unknown(IReadOnlyList<ResellerTask> tasks, IReadOnlyList<DemoResult> results) =>
        from task in tasks
        where results.All(result => result.Job.ProviderTaskId != task.Id)
        select $"{task.Provider} has the task {task.Id}, of which no job knows.";

    private static IEnumerable<string> Differences(DemoResult result, IReadOnlyList<ResellerTask> tasks)
    {
        if (tasks.FirstOrDefault(task => task.Id == result.Job.ProviderTaskId) is not { } task)
        {
            yield return $"{result.Item.Name}: no reseller has the task {result.Job.ProviderTaskId ?? "-"}.";
        }
        else if (task.BilledIn(result.Job.Usage) != task.Billed)
        {
            yield return $"{result.Item.Name}: billed {Money.Usd(result.Job.Usage)} where the reseller's book has {task.Billed} {task.Currency}.";
        }
    }

    public static string PromptOf(CatalogItem item) => item.Request["prompt"]?.GetValue<string>() ?? "";

    private static ResellerTask Read(JsonElement task) => new(
        task.GetProperty("dialect").GetString()!,
        task.GetProperty("id").GetString()!,
        task.GetProperty("prompt").GetString() ?? "",
        task.GetProperty("billed_amount").GetDecimal(),
        task.GetProperty("quoted").GetProperty("currency").GetString()!);

    private async Task<IReadOnlyList<JsonElement>> ReadAsync(string path, CancellationToken cancellationToken) =>
        [.. JsonElement.Parse(await http.GetStringAsync(new Uri(simulator, path), cancellationToken)).EnumerateArray()];
}

/// <param name="Billed">What the reseller has charged, in its own currency: dollars or credits.</param>
internal sealed record ResellerTask(string Provider, string Id, string Prompt, decimal Billed, string Currency)
{
    /// <summary>The figure of a bill of ours that has to equal <see cref="Billed"/>.</summary>
    public decimal? BilledIn(Charge? bill) => Currency is "credits" ? bill?.Quantity : bill?.AmountUsd;
}
