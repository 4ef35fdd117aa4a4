using Microsoft.Extensions.Options;
using VideoPipeline.Resellers;
using VideoPipeline.Storage;
using VideoPipeline.Submissions;
using VideoPipeline.Support;
using Xunit;

namespace VideoPipeline.Tests.Submissions;

/// <summary>One attempt with everything around it; <see cref="Restart"/> makes the process that comes after a crash.</summary>
internal sealed class SubmissionRun
{
    public const string Job = "vid_1";

    public static readonly SubmissionsOptions Options = new();

    /// <summary>From the write of <c>sending</c> until nobody can be sending any more, with the default options.</summary>
    public static readonly TimeSpan SenderIsGoneAfter = Options.SendWindow + Options.PostTimeout + Options.ClockSkew;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public SubmissionRun(FakeProvider? provider = null)
        : this(new VirtualTime(), null, provider ?? new FakeProvider())
    {
    }

    private SubmissionRun(VirtualTime time, InMemoryBlobs? blobs, FakeProvider provider)
    {
        Time = time;
        Blobs = blobs ?? new InMemoryBlobs(time);
        Provider = provider;
        BlobStore = new BlobStore(Blobs);
        Store = new SubmissionStore(BlobStore);
        Protocol = new SubmissionProtocol(Store, time, new Chance(), Microsoft.Extensions.Options.Options.Create(Options));
        Withdrawal = new SubmissionWithdrawal(Store);
        Adoption = new Adoption(Store, time);
    }

    public VirtualTime Time { get; }

    public InMemoryBlobs Blobs { get; }

    public BlobStore BlobStore { get; }

    public FakeProvider Provider { get; }

    public SubmissionStore Store { get; }

    public SubmissionProtocol Protocol { get; }

    public SubmissionWithdrawal Withdrawal { get; }

    public Adoption Adoption { get; }

    /// <summary>A run whose attempt has been prepared.</summary>
    public static async Task<SubmissionRun> PreparedAsync(FakeProvider? provider = null)
    {
        var run = new SubmissionRun(provider);
        await run.PrepareAsync();
        return run;
    }

    public async Task PrepareAsync()
    {
        await BlobStore.CreateContainersAsync(CancellationToken.None);
        await Store.PrepareAsync(
            new SubmissionRecord(Job, 1, Provider.Name, SubmissionState.Prepared, Time.GetUtcNow(), Any.Quote), CancellationToken.None);
    }

    public SubmissionRun Restart() => new(Time, Blobs.Reconnect(), Provider);

    public Task<SubmissionResult> SubmitAsync(CancellationToken cancellationToken = default) => Protocol.SubmitAsync(
        Job, 1, Provider, _ => Task.FromResult(new ProviderSubmit(Any.Request)), cancellationToken);

    /// <summary>Calls again whenever the answer says so, as an orchestration does, until there is nothing to wait for.</summary>
    public async Task<SubmissionResult> SubmitUntilAnsweredAsync()
    {
        for (var calls = 0; calls < 50; calls++)
        {
            var result = await InTimeAsync(SubmitAsync());
            if (result.CallAgainAt is not { } again)
            {
                return result;
            }

            Time.AdvanceTo(again);
        }

        throw new InvalidOperationException("The submit never came to an answer.");
    }

    /// <summary>Lets the clock run to the next timer as long as the task waits for one.</summary>
    public async Task<T> InTimeAsync<T>(Task<T> task)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!task.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            if (!Time.AdvanceToNextTimer())
            {
                await Task.Yield();
            }
        }

        return await task;
    }

    public async Task<SubmissionRecord> RecordAsync() => (await Store.ReadAsync(Job, 1, CancellationToken.None))!.Value;

    public async Task PutRecordAsync(Func<SubmissionRecord, SubmissionRecord> change)
    {
        var read = (await Store.ReadAsync(Job, 1, CancellationToken.None))!;
        Assert.NotNull(await Store.TryReplaceAsync(read, change(read.Value), CancellationToken.None));
    }

    public async Task<TaskClaim?> ClaimAsync(string taskId) =>
        (await BlobStore.ReadAsync<TaskClaim>(BlobPaths.Claim(Provider.Name, taskId), CancellationToken.None))?.Value;
}
