using VideoPipeline.Simulator.Books;
using VideoPipeline.Simulator.Faults;
using VideoPipeline.Simulator.Serving;
using VideoPipeline.Simulator.Tasks;

namespace VideoPipeline.Simulator.Admin;

/// <summary>Looks into the simulator and changes its ways while it runs; no key, for local use.</summary>
internal sealed class AdminEndpoints(
    TaskStore tasks,
    Journal journal,
    FaultBook faults,
    Balances balances,
    Book book,
    IEnumerable<IDialect> dialects,
    TimeProvider time)
{
    private readonly Dictionary<string, IDialect> dialects = dialects.ToDictionary(dialect => dialect.Name);

    public void Map(IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin");
        admin.MapGet("/health", () => Json(new { Status = "ok", Dialects = dialects.Keys.Order() }));
        admin.MapGet("/tasks", (string? dialect, string? prompt, int? limit) => Json(Tasks(dialect, prompt, limit)));
        admin.MapGet("/submissions", (string? dialect, string? prompt, int? limit) => Json(Submissions(dialect, prompt, limit)));
        admin.MapGet("/stats", (string? dialect, string? prompt) => Json(Stats(dialect, prompt)));
        admin.MapGet("/faults", () => Json(new { Faults = faults.Rules.Select(Shown) }));
        admin.MapGet("/faults/catalog", () => Json(new { Faults = FaultCatalog.All }));
        admin.MapPost("/faults", (FaultRequest request) => AddFault(request));
        admin.MapDelete("/faults", () => Done(faults.Clear));
        admin.MapDelete("/faults/{id:long}", (long id) => faults.Remove(id) ? Results.NoContent() : Results.NotFound());
        admin.MapPost("/balance", (BalanceRequest request) => SetBalance(request));
        admin.MapPost("/reset", () => Done(Reset));
    }

    private IEnumerable<object> Tasks(string? dialect, string? prompt, int? limit) => tasks.All
        .Where(task => Matches(task, dialect, prompt))
        .Take(limit ?? int.MaxValue)
        .Select(Shown);

    private static bool Matches(VideoTask task, string? dialect, string? prompt) =>
        Matches(task.Dialect, task.Order.Prompt, dialect, prompt);

    private static bool Matches(string itsDialect, string? itsPrompt, string? dialect, string? prompt) =>
        (dialect is null || itsDialect == dialect)
        && (prompt is null || itsPrompt?.Contains(prompt, StringComparison.Ordinal) == true);

    private object Shown(VideoTask task)
    {
        var view = TaskLife.At(task, time.GetUtcNow());
        var bill = task.Order.PriceAt(1m);
        return new
        {
            task.Id,
            task.Dialect,
            task.CreatedAt,
            Status = view.Phase.ToString().ToLowerInvariant(),
            view.Progress,
            task.Order.Prompt,
            task.Order.Model,
            task.Order.Resolution,
            task.Order.Seconds,
            Quoted = bill,
            Reported = view.Bill,
            BilledAmount = Charged(task, view),
            task.Polls,
            task.Downloads,
            Faults = task.Faults.Select(fault => fault.Source),
            task.Origin.Submission,
            Traceparent = task.Origin.TraceParent,
        };
    }

    private decimal Charged(VideoTask task, TaskView view) => Billing.Charged(dialects[task.Dialect], task, view);

    private IEnumerable<object> Submissions(string? dialect, string? prompt, int? limit) => journal.Submissions
        .OrderBy(post => post.Number)
        .Where(post => Matches(post.Dialect, post.Prompt, dialect, prompt))
        .Take(limit ?? int.MaxValue);

    private object Stats(string? dialect, string? prompt)
    {
        var now = time.GetUtcNow();
        var billed = tasks.All
            .GroupBy(task => task.Dialect)
            .ToDictionary(group => group.Key, group => group.Sum(task => Charged(task, TaskLife.At(task, now))));
        var counts = journal.Dialects.Where(pair => dialect is null || pair.Key == dialect).ToList();
        return new
        {
            Received = counts.Sum(pair => pair.Value.Received),
            Accepted = counts.Sum(pair => pair.Value.Accepted),
            Refused = counts.Sum(pair => pair.Value.Refused),
            Faulted = counts.Sum(pair => pair.Value.Faulted),
            Dialects = counts.ToDictionary(
                pair => pair.Key,
                pair => new
                {
                    Counts = pair.Value,
                    Balance = balances.Left(pair.Key),
                    Billed = billed.GetValueOrDefault(pair.Key),
                }),
            Prompts = journal.Prompts
                .Where(pair => Matches(pair.Key.Dialect, pair.Key.Prompt, dialect, prompt))
                .Select(pair => new { pair.Key.Dialect, pair.Key.Prompt, pair.Value.Received, pair.Value.Accepted }),
        };
    }

    private IResult AddFault(FaultRequest request)
    {
        var words = request.Times is { } times ? $"{request.Fault} times={times}" : request.Fault ?? "";
        if (FaultParser.Parse(words, out var problem) is not { } fault)
        {
            return Results.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        }

        if (request.Dialect is not null && !dialects.ContainsKey(request.Dialect))
        {
            return Results.Problem($"There is no dialect '{request.Dialect}'.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (request.Existing)
        {
            var struck = tasks.All.Where(task => Matches(task, request.Dialect, request.Match)).ToList();
            struck.ForEach(task => Strike(task, fault));
            return Results.Json(new { Fault = fault.Source, Struck = struck.Count }, Answers.Json);
        }

        var rule = faults.Add(request.Dialect, request.Match, fault, request.Count);
        return Results.Json(Shown(rule), Answers.Json, statusCode: StatusCodes.Status201Created);
    }

    private void Strike(VideoTask task, Fault fault)
    {
        book.Write(new Entry { Suffered = new SufferedEntry(task.Id, fault.Source) });
        task.Suffer(fault);
    }

    private static object Shown(FaultRule rule) => new
    {
        rule.Id,
        rule.Dialect,
        rule.Match,
        Fault = rule.Fault.Source,
        rule.Count,
        Struck = Math.Min(rule.Struck, rule.Count ?? int.MaxValue),
    };

    private IResult SetBalance(BalanceRequest request)
    {
        if (!dialects.ContainsKey(request.Dialect ?? ""))
        {
            return Results.Problem($"There is no dialect '{request.Dialect}'.", statusCode: StatusCodes.Status400BadRequest);
        }

        balances.Set(request.Dialect!, request.Amount);
        return Results.NoContent();
    }

    private void Reset()
    {
        tasks.Clear();
        journal.Clear();
        faults.Clear();
        balances.Reset();
        book.Clear();
    }

    private static IResult Done(Action act)
    {
        act();
        return Results.NoContent();
    }

    private static IResult Json<T>(T body) => Results.Json(body, Answers.Json);
}
