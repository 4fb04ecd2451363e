package openselection

import (
	"selter/workflow"
	"selter/workflow/policy"
)

// weightGuards judge weights, in the plan and when they are sealed.
func weightGuards(weights func(roundQuestion) Weights) []roundGuard {
	return []roundGuard{
		{Code: "weights_are_in_their_ranges", Check: func(q roundQuestion) workflow.Verdict { return weightsAreInRange(q.Pack, weights(q)) }},
		{Code: "weights_sum_to_100", Check: func(q roundQuestion) workflow.Verdict {
			total, sum := policy.WeightTotal.In(q.Pack), weights(q).Sum()
			return workflow.Require(sum == total.Value, workflow.FoundIn("/weights", "sum", sum), workflow.Limit("total", total))
		}},
	}
}

func weightsAreInRange(pack *policy.Pack, w Weights) workflow.Verdict {
	admits := func(component Component, key policy.Key[policy.Range]) workflow.Verdict {
		admitted, weight := key.In(pack), w.Of(component)
		return workflow.Require(admitted.Value.Contains(weight),
			workflow.FoundIn("/weights/"+string(component), string(component), weight), workflow.Limit("admitted", admitted))
	}
	return workflow.Every(
		admits(TrackRecord, policy.WeightTrackRecord), admits(Assessment, policy.WeightAssessment),
		admits(Paper, policy.WeightPaper), admits(InterviewOf, policy.WeightInterview))
}
