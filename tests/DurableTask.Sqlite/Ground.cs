using DurableTask.Core;

namespace VideoPipeline.DurableTask.Sqlite.Tests;

/// <summary>A task hub in a folder of its own, with a worker; it can be opened again, and checks the file at its end.</summary>
internal sealed class Ground : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sqlite-hub-");
    private readonly List<(string Name, Func<OrchestrationContext, string, Code.Events, Task<string>> Run)> _orchestrations = [];
    private readonly List<(string Name, Func<string, string> Run)> _activities = [];
    private TaskHubWorker? _worker;

    public Ground()
    {
        Options = new SqliteOrchestrationServiceOptions
        {
            DatabasePath = Path.Combine(_directory.FullName, "hub.db"),
            FirstBackOff = TimeSpan.FromMilliseconds(20),
            LongestBackOff = TimeSpan.FromMilliseconds(200),
            CommitPatience = TimeSpan.FromMilliseconds(300),
        };
        Activity("echo", input => input);
    }

    public SqliteOrchestrationServiceOptions Options { get; }

    public SqliteOrchestrationService Service { get; private set; } = null!;

    public TaskHubClient Client { get; private set; } = null!;

    public Ground Orchestration(string name, Func<OrchestrationContext, string, Code.Events, Task<string>> run)
    {
        _orchestrations.Add((name, run));
        return this;
    }

    public Ground Activity(string name, Func<string, string> run)
    {
        _activities.Add((name, run));
        return this;
    }

    public Ground Open()
    {
        Service = new SqliteOrchestrationService(Options);
        Client = new TaskHubClient(Service);
        return this;
    }

    public async Task<Ground> StartAsync(string? version = null)
    {
        if (Service is null)
        {
            Open();
        }

        _worker = new TaskHubWorker(
            Service!,
            new global::DurableTask.Core.Settings.VersioningSettings
            {
                MatchStrategy = version is null
                    ? global::DurableTask.Core.Settings.VersioningSettings.VersionMatchStrategy.None
                    : global::DurableTask.Core.Settings.VersioningSettings.VersionMatchStrategy.Strict,
                Version = version ?? string.Empty,
            })
        {
            ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails,
        };
        _worker.AddTaskOrchestrations([.. _orchestrations.Select(one => new Named<TaskOrchestration>(one.Name, () => new Code(one.Run)).As())]);
        _worker.AddTaskActivities([.. _activities.Select(one => new Named<TaskActivity>(one.Name, () => new CodeActivity(one.Run)).As())]);
        await _worker.StartAsync();
        return this;
    }

    public async Task StopAsync()
    {
        if (_worker is not null)
        {
            await _worker.StopAsync(isForced: true);
            _worker = null;
        }

        Service?.Dispose();
        Service = null!;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        Assert.Equal("ok", Integrity(Options.DatabasePath));
        Options.AtCommit = null;
        await StartAsync();
    }

    public Task<OrchestrationInstance> BeginAsync(string name, string id, string input = "") =>
        Client.CreateOrchestrationInstanceAsync(name, string.Empty, id, input);

    public Task RaiseAsync(string id, string name, string input) =>
        Client.RaiseEventAsync(new OrchestrationInstance { InstanceId = id }, name, input);

    public async Task<OrchestrationState> EndOfAsync(string id) =>
        await Client.WaitForOrchestrationAsync(new OrchestrationInstance { InstanceId = id }, Limit)
        ?? throw new TimeoutException($"'{id}' has not ended: {(await Client.GetOrchestrationStateAsync(id))?.OrchestrationStatus}");

    /// <summary>Waits until a condition holds that other threads bring about.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await holds())
        {
            await tick.WaitForNextTickAsync(limit.Token);
        }
    }

    public Task UntilStatusAsync(string id, OrchestrationStatus status) =>
        UntilAsync(async () => (await Client.GetOrchestrationStateAsync(id))?.OrchestrationStatus == status);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Assert.Equal("ok", Integrity(Options.DatabasePath));
        _directory.Delete(recursive: true);
    }

    public static string Integrity(string path)
    {
        using var connection = new Store.SqliteConnection(path, readOnly: false, TimeSpan.FromSeconds(5));
        using var check = connection.Prepare("PRAGMA integrity_check");
        return check.Step() ? check.Text(0)! : string.Empty;
    }

    public void Sql(string statement)
    {
        using var connection = new Store.SqliteConnection(Options.DatabasePath, readOnly: false, TimeSpan.FromSeconds(5));
        connection.Execute(statement);
    }
}
