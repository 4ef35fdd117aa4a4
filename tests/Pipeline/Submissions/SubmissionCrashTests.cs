using VideoPipeline.Resellers;
using VideoPipeline.Submissions;
using Xunit;
using Xunit.Abstractions;

namespace VideoPipeline.Tests.Submissions;

/// <summary>
/// Kills the process before and after every blob operation of prepare and submit, for every kind of answer, restarts and runs to
/// the end.
/// </summary>
public sealed class SubmissionCrashTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("accepted")]
    [InlineData("rejected")]
    [InlineData("not sent, accepted")]
    [InlineData("throttled, throttled, accepted")]
    [InlineData("ambiguous")]
    [InlineData("not sent, rejected")]
    public async Task Attempt_is_never_sent_twice_wherever_the_process_dies(string answers)
    {
        var points = await CountAsync(answers);
        for (var point = 1; point <= points; point++)
        {
            await DieAsync(answers, point, answerIsLost: false);
            await DieAsync(answers, point, answerIsLost: true);
        }

        output.WriteLine($"{answers}: {2 * points} points");
        Assert.InRange(points, 6, 30);
    }

    [Fact]
    public async Task Two_deaths_in_a_row_send_no_more_than_one()
    {
        var points = await CountAsync("accepted");
        for (var first = 1; first <= points; first++)
        {
            for (var second = 1; second <= points; second++)
            {
                await DieAsync("accepted", first, answerIsLost: true, diesAgainAt: second);
            }
        }

        output.WriteLine($"{points * points} points");
    }

    private static async Task<long> CountAsync(string answers)
    {
        var run = new SubmissionRun(Provider(answers));
        await run.PrepareAsync();
        await run.SubmitUntilAnsweredAsync();
        return run.Blobs.Operations.Total;
    }

    private static async Task DieAsync(string answers, int point, bool answerIsLost, int? diesAgainAt = null)
    {
        var run = new SubmissionRun(Provider(answers));
        await Assert.ThrowsAsync<KilledException>(() => LiveAsync(Mortal(run, point, answerIsLost)));
        if (diesAgainAt is { } again)
        {
            run = Mortal(run.Restart(), again, answerIsLost: false);
            try
            {
                await LiveAsync(run);
            }
            catch (KilledException)
            {
                // The second life may have been too short to get there.
            }
        }

        var end = run.Restart();
        var result = await LiveAsync(end);
        var record = await end.RecordAsync();

        var where = $"{answers}, {(answerIsLost ? "after" : "before")} {point}, then {diesAgainAt}";
        var proved = Taken(answers);
        Assert.True(run.Provider.Sends <= proved.Length, $"{where}: {run.Provider.Sends} sends");
        Assert.True(Reached(answers, run.Provider.Sends) <= 1, $"{where}: sent after it had been taken");
        Assert.Equal(record.State, result.State);
        switch (result.State)
        {
            case SubmissionState.Accepted:
                Assert.Equal($"task-{run.Provider.Sends}", result.TaskId);
                Assert.Equal(new TaskClaim(SubmissionRun.Job, 1), await end.ClaimAsync(result.TaskId!));
                break;
            case SubmissionState.Rejected:
                Assert.Equal("moderation", result.Code);
                break;
            default:
                Assert.Equal(SubmissionState.Ambiguous, result.State);
                Assert.Null(await end.Store.FindClaimAsync(end.Provider.Name, SubmissionRun.Job, 1, CancellationToken.None));
                break;
        }
    }

    private static SubmissionRun Mortal(SubmissionRun run, int point, bool answerIsLost)
    {
        var dead = false;
        run.Blobs.Before = operation =>
        {
            dead |= !answerIsLost && operation.Sequence == point;
            return dead ? throw new KilledException() : ValueTask.CompletedTask;
        };
        run.Blobs.After = operation =>
        {
            dead |= answerIsLost && operation.Sequence == point;
            return dead ? throw new KilledException() : ValueTask.CompletedTask;
        };
        return run;
    }

    private static async Task<SubmissionResult> LiveAsync(SubmissionRun run)
    {
        await run.PrepareAsync();
        return await run.SubmitUntilAnsweredAsync();
    }

    private static FakeProvider Provider(string answers)
    {
        var all = Taken(answers);
        return new FakeProvider
        {
            OnSubmit = (send, _) => Task.FromResult<SubmitAnswer>(all[Math.Min(send, all.Length) - 1] switch
            {
                "accepted" => new SubmitAnswer.Accepted($"task-{send}"),
                "rejected" => new SubmitAnswer.Rejected(Any.Failure("moderation")),
                "not sent" => new SubmitAnswer.NotSent(Any.Failure("unreachable")),
                "throttled" => new SubmitAnswer.Throttled(Any.Failure("rate_limited")),
                _ => new SubmitAnswer.Ambiguous(Any.Failure("timeout")),
            }),
        };
    }

    private static string[] Taken(string answers) => answers.Split(", ");

    // How many of the sends may have been taken by the provider.
    private static int Reached(string answers, int sends) => Enumerable.Range(0, sends)
        .Count(send => Taken(answers)[Math.Min(send, Taken(answers).Length - 1)] is "accepted" or "ambiguous" or "rejected");

    private sealed class KilledException : Exception;
}
