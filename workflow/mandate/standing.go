package mandate

import "selter/workflow"

// Standing lists the duties that the mandate gives by its facts, as SetDuties has them: what an
// inspection holds against those that everybody else asks for.
func (f Facts) Standing(c workflow.Case[Facts]) []workflow.Duty { return f.held(c.Agency) }
