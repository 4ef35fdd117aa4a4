using VideoPipeline.Functions.FrontDoors.SeedanceApi;
using VideoPipeline.Jobs;

namespace VideoPipeline.Functions.FrontDoors;

/// <summary>What a task's <c>callback_url</c> is told, in the dialect that it was ordered in: what a question about the task would be answered.</summary>
public sealed class DoorCallbacks
{
    /// <summary>The dialects that document one.</summary>
    private static readonly IFrontDoor[] s_doors = [new SeedanceApiDoor()];

    private readonly DoorTasks tasks;

    internal DoorCallbacks(DoorTasks tasks) => this.tasks = tasks;

    /// <summary>Null when there is nothing to tell: a parked task still runs, as its caller sees it.</summary>
    internal async Task<string?> BodyAsync(JobDocument job, CancellationToken cancellationToken)
    {
        if (job.Request.Door is not { CallbackUrl: not null } order || s_doors.FirstOrDefault(door => door.Name == order.Door) is not { } door)
        {
            return null;
        }

        var task = await tasks.ReadAsync(door, job, cancellationToken);
        return task.State is DoorState.Queued or DoorState.Running ? null : door.Status(task).ToJsonString();
    }
}
