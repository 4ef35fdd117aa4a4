using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using VideoPipeline.LocalHost.Worker.Protocol;
using Content = VideoPipeline.LocalHost.Worker.Protocol.StreamingMessage.ContentOneofCase;

namespace VideoPipeline.LocalHost.Worker;

/// <summary>The conversation with one worker: what it was asked, and what it has not answered yet.</summary>
internal sealed class WorkerChannel(Action<RpcLog> log)
{
    private readonly Channel<StreamingMessage> outgoing = Channel.CreateUnbounded<StreamingMessage>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> invocations = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> requests = new();
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();
    private volatile bool ended;

    /// <summary>Completes when the worker has connected.</summary>
    public Task Started => started.Task;

    public bool HasEnded => ended;

    /// <summary>Completes when nothing more can come from the worker.</summary>
    public Task Completed => completed.Task;

    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> from, IServerStreamWriter<StreamingMessage> to, CancellationToken cancellationToken)
    {
        started.TrySetResult();
        var sending = SendAsync(to, cancellationToken);
        try
        {
            while (await from.MoveNext(cancellationToken))
            {
                Take(from.Current);
            }
        }
        finally
        {
            End();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Nothing more comes from this worker: what it still owes fails now.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
        }

        completed.TrySetResult();
        outgoing.Writer.TryComplete();
        started.TrySetException(new WorkerProcessExitException());
        foreach (var invocation in invocations.Values)
        {
            invocation.TrySetException(new WorkerProcessExitException());
        }

        foreach (var request in requests.Values)
        {
            request.TrySetException(new WorkerProcessExitException());
        }
    }

    /// <summary>Asks for something that is answered under the request's own id or, when a function is loaded, the function's.</summary>
    public async Task<StreamingMessage> AskAsync(StreamingMessage message, string answerKey, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (ended)
            {
                throw new WorkerProcessExitException();
            }

            requests[answerKey] = answer;
        }

        try
        {
            Write(message);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            requests.TryRemove(answerKey, out _);
        }
    }

    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<InvocationResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (ended)
            {
                throw new WorkerProcessExitException();
            }

            invocations[request.InvocationId] = answer;
        }

        try
        {
            Write(new StreamingMessage { InvocationRequest = request });
            // Only asked to stop: whether it has stopped is the worker's to say.
            using var cancel = cancellationToken.Register(() => Write(
                new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = request.InvocationId } }));
            var response = await answer.Task;
            return response.Result?.Status switch
            {
                StatusResult.Types.Status.Failure => throw new FunctionFailedException(response.Result),
                StatusResult.Types.Status.Cancelled => throw new OperationCanceledException("The function was cancelled."),
                _ => response,
            };
        }
        finally
        {
            invocations.TryRemove(request.InvocationId, out _);
        }
    }

    public void Write(StreamingMessage message) => outgoing.Writer.TryWrite(message);

    private async Task SendAsync(IServerStreamWriter<StreamingMessage> to, CancellationToken cancellationToken)
    {
        await foreach (var message in outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            await to.WriteAsync(message, cancellationToken);
        }
    }

    private void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case Content.InvocationResponse:
                if (invocations.TryGetValue(message.InvocationResponse.InvocationId, out var invocation))
                {
                    invocation.TrySetResult(message.InvocationResponse);
                }

                break;
            case Content.RpcLog:
                log(message.RpcLog);
                break;
            case Content.WorkerInitResponse:
                Answer(nameof(Content.WorkerInitRequest), message);
                break;
            case Content.FunctionMetadataResponse:
                Answer(nameof(Content.FunctionsMetadataRequest), message);
                break;
            case Content.FunctionLoadResponse:
                Answer(message.FunctionLoadResponse.FunctionId, message);
                break;
        }
    }

    private void Answer(string key, StreamingMessage message)
    {
        if (requests.TryGetValue(key, out var request))
        {
            request.TrySetResult(message);
        }
    }
}
