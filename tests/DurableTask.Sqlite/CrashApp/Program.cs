using DurableTask.Core;
using VideoPipeline.DurableTask.Sqlite;

// dotnet CrashApp.dll FILE COUNT: starts what is missing of COUNT orchestrations, runs them and ends when all have ended;
// appends a line to FILE.ran for every activity that ran.
var file = args[0];
var count = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
using var service = new SqliteOrchestrationService(new SqliteOrchestrationServiceOptions { DatabasePath = file });
using var worker = new TaskHubWorker(service);
worker.AddTaskOrchestrations(typeof(Steps));
worker.AddTaskActivities(new AppendLine(file + ".ran"));
await worker.StartAsync();
var client = new TaskHubClient(service);
for (var i = 0; i < count; i++)
{
    var id = $"job-{i}";
    if (await client.GetOrchestrationStateAsync(id) is null)
    {
        await client.CreateOrchestrationInstanceAsync(typeof(Steps), id, id);
    }
}

Console.WriteLine("started");
for (var i = 0; i < count; i++)
{
    var state = await client.WaitForOrchestrationAsync(new OrchestrationInstance { InstanceId = $"job-{i}" }, TimeSpan.FromMinutes(1));
    if (state is not { OrchestrationStatus: OrchestrationStatus.Completed })
    {
        Console.WriteLine($"job-{i} is {state?.OrchestrationStatus}: {state?.Output}");
        return 1;
    }
}

Console.WriteLine("done");
return 0;

internal sealed class Steps : TaskOrchestration<string, string>
{
    public override async Task<string> RunTask(OrchestrationContext context, string input)
    {
        for (var step = 0; step < 5; step++)
        {
            await context.ScheduleTask<string>(typeof(AppendLine), $"{input}/{step}");
        }

        await context.CreateTimer(context.CurrentUtcDateTime.AddMilliseconds(50), input);
        return input;
    }
}

internal sealed class AppendLine(string file) : TaskActivity<string, string>
{
    private static readonly Lock Gate = new();

    protected override string Execute(TaskContext context, string input)
    {
        lock (Gate)
        {
            File.AppendAllText(file, input + "\n");
        }

        return input;
    }
}
