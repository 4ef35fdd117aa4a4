using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using VideoPipeline.Budgets;
using VideoPipeline.Functions.Http;
using VideoPipeline.Functions.Videos;
using VideoPipeline.Jobs;
using VideoPipeline.Resellers.Routing;
using VideoPipeline.Requests;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>Turns a request of a dialect into a job of ours.</summary>
internal sealed class DoorOrders(
    VideoStarts starts,
    VideoRoutes routes,
    JobDoor jobs,
    DoorSources sources,
    DailyBudget budget,
    RequestRules rules,
    IOptions<FrontDoorsOptions> options,
    TimeProvider time)
{
    private const int MaxKeyLength = 256;

    /// <summary>Where a dialect names no limit; whoever has a shorter one is no candidate.</summary>
    private const int MaxPromptLength = 10_000;

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    // Resellers fetch what a request names from http addresses too; what we fetch ourselves is guarded where it is fetched.
    private readonly RequestRules _rules = rules with { AllowHttp = true, MaxPromptLength = MaxPromptLength };

    public async Task<DoorOrdered> PlaceAsync(
        IFrontDoor door, HttpRequest http, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var key = http.Headers["Idempotency-Key"].ToString();
        if (key.Length > MaxKeyLength)
        {
            return Refused(DoorRefusal.Invalid("Idempotency-Key", $"has at most {MaxKeyLength} characters"));
        }

        var (read, refusal) = await ReadAsync(door, http, cancellationToken);
        if (read is null)
        {
            return Refused(refusal!);
        }

        await sources.ContinueAsync(read, cancellationToken);
        var reading = VideoRequestReader.Read(read.Order, _rules);
        if (!reading.IsValid)
        {
            return Refused(Refusal(read, reading.Problem));
        }

        var order = reading.Request with { Door = new DoorOrder(door.Name, read.CallbackUrl) };
        var scope = $"{CallerScope.Of(http)}door:{door.Name}";
        return await PlaceAsync(
            door, read, new Admission(order, reading.InlineInputs, key.Length == 0 ? null : key, scope), client, cancellationToken);
    }

    /// <summary>The cheapest takes it; or, where nobody does unasked (no price is known), the door's own reseller by name.</summary>
    private async Task<DoorOrdered> PlaceAsync(
        IFrontDoor door, DoorRequest read, Admission admission, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var provider = options.Value.ProviderOf(door.Name);
        string[] asked = provider == Router.Auto ? [Router.Auto, door.Name] : [provider];
        Problem? first = null;
        foreach (var name in asked)
        {
            var named = admission with { Request = admission.Request with { Provider = name } };
            if (await BudgetRefusalAsync(named, cancellationToken) is { } poor)
            {
                return Refused(poor);
            }

            switch (await starts.StartAsync(named, client, cancellationToken))
            {
                case VideoStart.Started started:
                    return new DoorOrdered.Placed(started.Job, started.IsNew);
                case VideoStart.Refused refused:
                    first ??= refused.Problem;
                    break;
            }
        }

        return Refused(Refusal(read, first!));
    }

    // The job would find out too, but only after it was taken.
    private async Task<DoorRefusal?> BudgetRefusalAsync(Admission admission, CancellationToken cancellationToken)
    {
        if (!budget.IsSet || await jobs.FindAsync(admission, cancellationToken) is not null)
        {
            return null;
        }

        var candidates = (await routes.FindAsync(admission.Request, cancellationToken)).Plan.Candidates;
        var left = await budget.RemainingUsdAsync(time.GetUtcNow(), cancellationToken);
        return candidates.Count > 0 && (candidates[0].Quote is not { } quote || quote.AmountUsd > left)
            ? new DoorRefusal(DoorRefusalKind.InsufficientBalance, "Insufficient balance")
            : null;
    }

    private async Task<(DoorRequest? Request, DoorRefusal? Refusal)> ReadAsync(
        IFrontDoor door, HttpRequest http, CancellationToken cancellationToken)
    {
        if (!TextBody.TryOpen(http.Body, Charsets.Of(http.ContentType), out var text))
        {
            return (null, new DoorRefusal(DoorRefusalKind.InvalidBody, "The charset of the body is not known."));
        }

        using var buffer = new PooledBuffer();
        try
        {
            if (!await buffer.TryReadAsync(text, _rules.MaxBodyBytes, cancellationToken))
            {
                return (null, new DoorRefusal(DoorRefusalKind.BodyTooLarge, $"The body is longer than {_rules.MaxBodyBytes} bytes."));
            }

            using var document = JsonDocument.Parse(buffer.Written, s_strict);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                return (null, new DoorRefusal(DoorRefusalKind.InvalidBody, "The body must be a JSON object."));
            }

            var body = new DoorBody(document.RootElement, takesLocal: rules.AllowHttp);
            var request = door.Read(body);
            return body.Problem is { } problem ? (null, problem) : (request, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or UndecodableTextException)
        {
            // An escaped lone surrogate ("\ud800") is valid JSON and no text: only decoding it tells.
            return (null, new DoorRefusal(DoorRefusalKind.InvalidBody, "The body is not valid JSON."));
        }
    }

    /// <summary>A problem of ours in the names of the dialect: the first of its entries that the dialect has a field for.</summary>
    private static DoorRefusal Refusal(DoorRequest read, Problem problem)
    {
        if (problem.Code == "idempotency_conflict")
        {
            return new DoorRefusal(DoorRefusalKind.KeyConflict, problem.Detail);
        }

        return problem.Errors.FirstOrDefault(error => read.NameOf(error.Field) is not null) is { } error
            ? DoorRefusal.Invalid(read.NameOf(error.Field)!, error.Message)
            : new DoorRefusal(DoorRefusalKind.InvalidBody, problem.Detail);
    }

    private static DoorOrdered.Refused Refused(DoorRefusal refusal) => new(refusal);
}

/// <summary>What became of an order.</summary>
internal abstract record DoorOrdered
{
    private DoorOrdered()
    {
    }

    /// <param name="IsNew">False when its idempotency key has placed it before.</param>
    public sealed record Placed(JobRequest Job, bool IsNew) : DoorOrdered;

    public sealed record Refused(DoorRefusal Refusal) : DoorOrdered;
}
