using DurableTask.Core;

namespace VideoPipeline.DurableTask.Sqlite.Tests;

/// <summary>An orchestration from a function.</summary>
internal sealed class Code(Func<OrchestrationContext, string, Code.Events, Task<string>> run) : TaskOrchestration<string, string, string, string>
{
    private readonly Events _events = new();

    public override Task<string> RunTask(OrchestrationContext context, string input) => run(context, input, _events);

    public override void OnEvent(OrchestrationContext context, string name, string input) => _events.Raise(name, input);

    internal sealed class Events
    {
        private readonly Dictionary<string, Queue<string>> _early = [];
        private readonly Dictionary<string, Queue<TaskCompletionSource<string>>> _waiting = [];

        public Task<string> Next(string name)
        {
            if (_early.TryGetValue(name, out var early) && early.TryDequeue(out var there))
            {
                return Task.FromResult(there);
            }

            var source = new TaskCompletionSource<string>();
            Of(_waiting, name).Enqueue(source);
            return source.Task;
        }

        public void Raise(string name, string input)
        {
            if (Of(_waiting, name).TryDequeue(out var waiting))
            {
                waiting.SetResult(input);
            }
            else
            {
                Of(_early, name).Enqueue(input);
            }
        }

        private static Queue<T> Of<T>(Dictionary<string, Queue<T>> all, string name) =>
            all.TryGetValue(name, out var queue) ? queue : all[name] = new Queue<T>();
    }
}

internal sealed class CodeActivity(Func<string, string> run) : TaskActivity<string, string>
{
    protected override string Execute(TaskContext context, string input) => run(input);
}

internal sealed class Named<T>(string name, Func<T> create) : ObjectCreator<T>
{
    public Named<T> As()
    {
        Name = name;
        Version = string.Empty;
        return this;
    }

    public override T Create() => create();
}
