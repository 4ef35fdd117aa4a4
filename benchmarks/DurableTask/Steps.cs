using DurableTask.Core;

namespace VideoPipeline.DurableTask.Benchmarks;

/// <summary>Five activities, one after the other.</summary>
internal sealed class Steps : TaskOrchestration<int, int>
{
    public override async Task<int> RunTask(OrchestrationContext context, int input)
    {
        for (var step = 0; step < 5; step++)
        {
            input = await context.ScheduleTask<int>(typeof(AddOne), input);
        }

        return input;
    }
}

internal sealed class AddOne : TaskActivity<int, int>
{
    protected override int Execute(TaskContext context, int input) => input + 1;
}
