using System.Text.Json;
using VideoPipeline.Cli.Api;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Videos;

/// <summary>Looks at jobs again and again until all are settled; a host that is away for a while is waited for.</summary>
internal sealed class JobFollower(Session session, TimeSpan interval)
{
    private const int LooksAtOnce = 8;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(1);

    /// <summary>Returns the settled jobs in the order of <paramref name="ids"/>; <paramref name="seen"/> gets every look's result.</summary>
    public async Task<IReadOnlyList<JobLook>> FollowAsync(
        IReadOnlyList<string> ids, Action<JobLook> seen, CancellationToken cancellationToken)
    {
        var settled = new Dictionary<string, JobLook>();
        var lastAnswer = session.Time.GetUtcNow();
        var pause = interval;
        while (true)
        {
            try
            {
                foreach (var look in await LookAsync([.. ids.Where(id => !settled.ContainsKey(id)).Distinct()], cancellationToken))
                {
                    seen(look);
                    if (look.Job.Settled)
                    {
                        settled[look.Job.Id] = look;
                    }
                }

                lastAnswer = session.Time.GetUtcNow();
                pause = interval;
            }
            catch (HostUnreachableException) when (session.Time.GetUtcNow() - lastAnswer < LongestAbsence)
            {
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                session.Terminal.Remark($"The host does not answer; still trying for {(LongestAbsence - (session.Time.GetUtcNow() - lastAnswer)).TotalSeconds:0} s.");
            }

            if (ids.All(settled.ContainsKey))
            {
                return [.. ids.Select(id => settled[id])];
            }

            await Task.Delay(pause, session.Time, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<JobLook>> LookAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var looks = new JobLook[ids.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = LooksAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, ids.Count, options, async (number, token) =>
        {
            var json = await session.Host.GetVideoAsync(ids[number], token);
            looks[number] = new JobLook(Job.Read(json) with { Id = ids[number] }, json);
        });
        return looks;
    }
}

/// <summary>A job as one look found it, and the host's own words.</summary>
internal sealed record JobLook(Job Job, JsonElement Json);
